package assignmentmailer.stream.sim;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Scripted faults of calls to a simulated stream. */
public final class ScriptedFaults {
    private final List<Fault<SdkException>> faults = new CopyOnWriteArrayList<>();
    private final List<Fault<Error>> errors = new CopyOnWriteArrayList<>();

    /** Fails every n-th call whose operation and shard contain the text. */
    public void failEach(int nth, String operationAndShard, Supplier<SdkException> failure) {
        faults.add(new Fault<>(nth, Integer.MAX_VALUE, operationAndShard, failure, new AtomicInteger()));
    }

    /** Fails the next calls whose operation and shard contain the text. */
    public void failNext(int count, String operationAndShard, Supplier<SdkException> failure) {
        faults.add(new Fault<>(1, count, operationAndShard, failure, new AtomicInteger()));
    }

    /** Throws an Error from the next calls whose operation and shard contain the text. */
    public void failNextWithError(int count, String operationAndShard, Supplier<Error> error) {
        errors.add(new Fault<>(1, count, operationAndShard, error, new AtomicInteger()));
    }

    public void clear() {
        errors.clear();
        faults.clear();
    }

    /** Fails a call if a fault applies. */
    public void check(String operationAndShard) {
        errors.forEach(fault -> fault.next(operationAndShard).ifPresent(ScriptedFaults::fail));
        faults.forEach(fault -> fault.next(operationAndShard).ifPresent(ScriptedFaults::fail));
    }

    public static SdkException throttled() {
        return LimitExceededException.builder()
                .message("Rate exceeded")
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("LimitExceededException")
                        .build())
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

    private static void fail(SdkException failure) {
        throw failure;
    }

    private static void fail(Error failure) {
        throw failure;
    }

    private record Fault<T>(int nth, int times, String where, Supplier<T> failure, AtomicInteger calls) {
        Optional<T> next(String operationAndShard) {
            if (!operationAndShard.contains(where)) {
                return Optional.empty();
            }
            int call = calls.incrementAndGet();
            return call % nth == 0 && call / nth <= times ? Optional.of(failure.get()) : Optional.empty();
        }
    }
}
