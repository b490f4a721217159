package assignmentmailer.stream.reading;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A shard as DescribeStream lists it.
 *
 * @param parentId the shard that it follows, which may be trimmed already
 * @param closed whether it will get no more records
 * @param asOf when the list was asked for
 */
record ListedShard(String id, @Nullable String parentId, boolean closed, Instant asOf) {}
