package assignmentmailer.stream.reading;

import org.jspecify.annotations.Nullable;

/**
 * A shard as DescribeStream lists it.
 *
 * @param parentId the shard that it follows, which may be trimmed already
 * @param closed whether it will get no more records
 */
record ListedShard(String id, @Nullable String parentId, boolean closed) {}
