package assignmentmailer.mail;

import java.time.Duration;

/**
 * How often and how patiently a mail is tried again.
 *
 * @param retries how many failures that count against a mail are borne; one more, and its record becomes a dead letter
 * @param delay between them
 * @param longestWhileHeld the delay that is not exceeded while mailing is held, so that a mail is there soon when SES is
 *     well again
 */
public record RetryPolicy(int retries, RetryDelay delay, Duration longestWhileHeld) {

    /**
     * Returns the delay after so many failures.
     *
     * @param failures 1 or more
     * @param dice from 0 to 1
     */
    Duration delayAfter(int failures, boolean isHeld, double dice) {
        Duration usual = delay.after(failures, dice);
        return isHeld && usual.compareTo(longestWhileHeld) > 0 ? longestWhileHeld : usual;
    }
}
