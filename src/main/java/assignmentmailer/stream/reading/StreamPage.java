package assignmentmailer.stream.reading;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * One answer of DescribeStream.
 *
 * @param enabled whether the stream still gets records
 * @param viewType what its records hold of an item
 * @param last the shard to go on after, or null where no more are left
 */
record StreamPage(
        boolean enabled,
        StreamViewType viewType,
        List<ListedShard> shards,
        @Nullable String last) {
    /** Returns whether records of this stream hold the new item. */
    boolean hasNewImages() {
        return viewType != StreamViewType.KEYS_ONLY && viewType != StreamViewType.OLD_IMAGE;
    }
}
