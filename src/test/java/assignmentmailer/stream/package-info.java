/** Tests of the stream's reader: pure parts by their properties, the whole reader against a simulated stream. */
@NullMarked
package assignmentmailer.stream;

import org.jspecify.annotations.NullMarked;
