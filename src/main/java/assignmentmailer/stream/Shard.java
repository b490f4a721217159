package assignmentmailer.stream;

import org.jspecify.annotations.Nullable;

/**
 * A part of a stream, as DescribeStream lists it.
 *
 * @param parentId the shard that it follows, which may be gone already
 * @param closed whether it will get no more records
 */
record Shard(String id, @Nullable String parentId, boolean closed) {}
