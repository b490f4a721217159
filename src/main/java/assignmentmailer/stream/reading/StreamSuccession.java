package assignmentmailer.stream.reading;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Chooses the stream to read after a drained one, and the unreadable streams to skip. */
final class StreamSuccession {
    /**
     * <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html">DynamoDB's</a>
     * error code for missing permissions.
     */
    private static final String DENIED = "AccessDeniedException";

    private final TableStreams streams;
    private final ShardLister lister;

    StreamSuccession(TableStreams streams, ShardLister lister) {
        this.streams = streams;
        this.lister = lister;
    }

    boolean hasNext(String streamArn) {
        return !candidates(streamArn, new LinkedHashMap<>()).isEmpty();
    }

    /** Returns the next readable stream after a stream, in the order in which streams were enabled. */
    Next after(String streamArn) {
        Map<String, String> passedOver = new LinkedHashMap<>();
        List<String> candidates = candidates(streamArn, passedOver);
        String problem = streams.notEnabled().getMessage();
        for (String candidate : candidates) {
            StreamPage page = describe(candidate);
            if (page != null && page.hasNewImages()) {
                return new Next(candidate, passedOver, null);
            }
            problem = page == null
                    ? problem
                    : streams.withoutNewImages(page.viewType()).getMessage();
            passedOver.put(candidate, page == null ? "the stream is gone" : "its view type is " + page.viewType());
        }
        return new Next(null, Map.of(), problem);
    }

    private @Nullable StreamPage describe(String streamArn) {
        try {
            return lister.page(streamArn, null);
        } catch (ResourceNotFoundException e) {
            return null;
        }
    }

    private List<String> candidates(String streamArn, Map<String, String> passedOver) {
        try {
            return streams.after(streamArn);
        } catch (AwsServiceException e) {
            if (!isDenied(e)) {
                throw e;
            }
            return enabledOnly(streamArn, passedOver);
        }
    }

    private static boolean isDenied(AwsServiceException e) {
        return e.awsErrorDetails() != null && DENIED.equals(e.awsErrorDetails().errorCode());
    }

    private List<String> enabledOnly(String streamArn, Map<String, String> passedOver) {
        String enabled = streams.enabledStream();
        if (!TableStreams.isAfter(enabled, streamArn)) {
            return List.of();
        }
        passedOver.put(
                "(any) between " + streamArn + " and " + enabled,
                "ListStreams is denied: allow dynamodb:ListStreams, so that such streams are found");
        return List.of(enabled);
    }

    /**
     * The successor of a stream.
     *
     * @param streamArn the next stream, or null when there is none
     * @param passedOver the unreadable streams in between, with reasons
     * @param problem what the operator must do to provide a stream, or null
     */
    record Next(
            @Nullable String streamArn,
            Map<String, String> passedOver,
            @Nullable String problem) {}
}
