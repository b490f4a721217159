/** When the stream's reader does things, and on which threads. */
@NullMarked
package assignmentmailer.stream.schedule;

import org.jspecify.annotations.NullMarked;
