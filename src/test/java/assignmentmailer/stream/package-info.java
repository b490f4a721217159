/** Tests of the stream's reader: its pure parts by their properties, the whole against a simulated stream. */
@NullMarked
package assignmentmailer.stream;

import org.jspecify.annotations.NullMarked;
