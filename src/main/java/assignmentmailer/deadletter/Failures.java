package assignmentmailer.deadletter;

import java.time.Instant;

/**
 * How often an exchange has failed.
 *
 * @param attempts 1 or more
 */
record Failures(int attempts, Instant first, Instant last) {

    Failures again(Instant now) {
        return new Failures(attempts + 1, first, now);
    }
}
