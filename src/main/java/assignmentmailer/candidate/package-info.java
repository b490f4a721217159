/** Reads candidates from change records. */
@NullMarked
package assignmentmailer.candidate;

import org.jspecify.annotations.NullMarked;
