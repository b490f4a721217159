package assignmentmailer.stream.sim;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** What goes wrong with the calls to a simulated stream. */
public final class Faults {
    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    /** Fails each n-th call whose operation and shard contain the given text. */
    public void failEach(int nth, String operationAndShard, Supplier<SdkException> failure) {
        faults.add(new Fault(nth, Integer.MAX_VALUE, operationAndShard, failure, new AtomicInteger()));
    }

    /** Fails the next calls whose operation and shard contain the given text. */
    public void failNext(int count, String operationAndShard, Supplier<SdkException> failure) {
        faults.add(new Fault(1, count, operationAndShard, failure, new AtomicInteger()));
    }

    public void clear() {
        faults.clear();
    }

    void check(String operationAndShard) {
        faults.forEach(fault -> fault.check(operationAndShard));
    }

    public static SdkException throttled() {
        return LimitExceededException.builder()
                .message("Rate exceeded")
                .statusCode(400)
                .build();
    }

    public static SdkException networkDown() {
        return SdkClientException.create("Unable to execute HTTP request: Connection refused");
    }

    public static SdkException denied() {
        return DynamoDbException.builder()
                .message("User is not authorized")
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("AccessDeniedException")
                        .build())
                .build();
    }

    public static SdkException notFound() {
        return ResourceNotFoundException.builder()
                .message("Not found")
                .statusCode(400)
                .build();
    }

    private record Fault(int nth, int times, String where, Supplier<SdkException> failure, AtomicInteger calls) {
        void check(String operationAndShard) {
            if (operationAndShard.contains(where)) {
                int call = calls.incrementAndGet();
                if (call % nth == 0 && call / nth <= times) {
                    throw failure.get();
                }
            }
        }
    }
}
