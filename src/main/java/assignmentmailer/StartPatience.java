package assignmentmailer;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Repeats a step of the start until the AWS service that it needs can be reached. */
final class StartPatience {
    private static final Logger LOG = LoggerFactory.getLogger(StartPatience.class);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

    /** How often a wait checks for a shutdown. */
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final Duration firstDelay;
    private final BooleanSupplier isToGoOn;

    /** @param isToGoOn false once a shutdown is requested */
    StartPatience(Duration firstDelay, BooleanSupplier isToGoOn) {
        this.firstDelay = firstDelay;
        this.isToGoOn = isToGoOn;
    }

    /** A step of the start; {@link IOException} and {@link SdkClientException} mean that a service cannot be reached. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException, SdkClientException;
    }

    /** @throws IllegalStateException when a shutdown is requested meanwhile */
    void run(String setting, Step step) {
        Duration delay = firstDelay;
        while (true) {
            try {
                step.run();
                return;
            } catch (IOException | SdkClientException unreachable) {
                LOG.warn(
                        "{}: the start waits and tries again in {} s: {}",
                        setting,
                        delay.toSeconds(),
                        StartFailure.describe(unreachable));
                pause(delay);
                delay = delay.multipliedBy(2).compareTo(LONGEST_DELAY) < 0 ? delay.multipliedBy(2) : LONGEST_DELAY;
            }
        }
    }

    private void pause(Duration delay) {
        try {
            for (long left = delay.toMillis(); left > 0; left -= GLANCE.toMillis()) {
                if (!isToGoOn.getAsBoolean()) {
                    throw new IllegalStateException("The start was given up");
                }
                // in short pieces, so that a shutdown ends the wait
                Thread.sleep(Math.min(left, GLANCE.toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The start was given up", e);
        }
    }
}
