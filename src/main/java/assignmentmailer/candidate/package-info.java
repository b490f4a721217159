/** Who is mailed: a candidate, read from the record that the stream delivers. */
@NullMarked
package assignmentmailer.candidate;

import org.jspecify.annotations.NullMarked;
