/** Stores reading progress in the state table: the current stream, and a checkpoint per shard. */
@NullMarked
package assignmentmailer.stream.checkpoint;

import org.jspecify.annotations.NullMarked;
