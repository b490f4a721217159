package assignmentmailer.stream.reading;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A shard as listed by DescribeStream.
 *
 * @param parentId the parent shard, which may be trimmed already
 * @param closed whether the shard gets no more records
 * @param asOf the time of the request
 */
record ListedShard(String id, @Nullable String parentId, boolean closed, Instant asOf) {}
