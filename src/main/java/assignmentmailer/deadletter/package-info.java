/** What becomes of a record that cannot be processed: a document that says why, and can be replayed as it is. */
@NullMarked
package assignmentmailer.deadletter;

import org.jspecify.annotations.NullMarked;
