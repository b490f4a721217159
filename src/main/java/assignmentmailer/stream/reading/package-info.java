/** Which streams and shards of a table are read, when, from where, and what may have been trimmed before. */
@NullMarked
package assignmentmailer.stream.reading;

import org.jspecify.annotations.NullMarked;
