package assignmentmailer.stream;

import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * A stream and all its shards at one moment.
 *
 * @param enabled whether it still gets records
 * @param viewType what its records hold of an item
 * @param at the moment, by the clock of the service
 */
record StreamDescription(boolean enabled, StreamViewType viewType, List<Shard> shards, Instant at) {}
