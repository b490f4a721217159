/** Reads a table's streams and shards: discovery, order, positions, pace, gaps. */
@NullMarked
package assignmentmailer.stream.reading;

import org.jspecify.annotations.NullMarked;
