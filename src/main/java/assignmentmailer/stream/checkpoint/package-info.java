/** What the state table knows of a stream: which one is read, and how far each of its shards is acknowledged. */
@NullMarked
package assignmentmailer.stream.checkpoint;

import org.jspecify.annotations.NullMarked;
