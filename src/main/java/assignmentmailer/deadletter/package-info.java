/** Dead letters: documents that keep records which cannot be mailed, with the reason, ready to replay. */
@NullMarked
package assignmentmailer.deadletter;

import org.jspecify.annotations.NullMarked;
