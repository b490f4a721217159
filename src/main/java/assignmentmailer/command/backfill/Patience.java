package assignmentmailer.command.backfill;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Repeats a call as long as DynamoDB throttles it, and a few times when it does not answer. */
final class Patience {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int MOST_FAILURES = 8;
    private static final int SERVER_ERROR = 500;

    private final Pause pause;

    Patience(Pause pause) {
        this.pause = pause;
    }

    /** @throws RuntimeException when the call is refused, or fails again and again */
    <T> T call(Supplier<T> call) throws InterruptedException {
        int failures = 0;
        for (int times = 1; ; times++) {
            try {
                return call.get();
            } catch (RuntimeException failure) {
                boolean isThrottled = service(failure)
                        .filter(AwsServiceException::isThrottlingException)
                        .isPresent();
                failures += isThrottled ? 0 : 1;
                if (!isThrottled && (failures > MOST_FAILURES || !isPassing(failure))) {
                    throw failure;
                }
            }
            await(times);
        }
    }

    /** Waits before a repetition: twice as long each time, up to 5 s. */
    void await(int times) throws InterruptedException {
        Duration delay = FIRST.multipliedBy(1L << Math.min(times - 1, 6));
        pause.sleep(delay.compareTo(LONGEST) < 0 ? delay : LONGEST);
    }

    private static boolean isPassing(RuntimeException failure) {
        return service(failure)
                .map(answer -> answer.statusCode() >= SERVER_ERROR)
                .orElseGet(() -> causes(failure).anyMatch(SdkClientException.class::isInstance));
    }

    private static Optional<AwsServiceException> service(Throwable failure) {
        return causes(failure)
                .filter(AwsServiceException.class::isInstance)
                .map(AwsServiceException.class::cast)
                .findFirst();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(cause -> cause instanceof SdkException || cause == failure);
    }
}
