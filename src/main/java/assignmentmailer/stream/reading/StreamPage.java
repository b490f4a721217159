package assignmentmailer.stream.reading;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * One response of DescribeStream.
 *
 * @param enabled whether the stream gets new records
 * @param viewType the images that its records contain
 * @param last the last shard of the page, or null on the last page
 */
record StreamPage(
        boolean enabled,
        StreamViewType viewType,
        List<ListedShard> shards,
        @Nullable String last) {
    /** Returns whether the stream's records contain the new image. */
    boolean hasNewImages() {
        return viewType != StreamViewType.KEYS_ONLY && viewType != StreamViewType.OLD_IMAGE;
    }
}
