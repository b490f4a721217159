package assignmentmailer.mail;

import java.time.Duration;

/**
 * How often, and after which delays, a failed mail is retried.
 *
 * @param retries the most counted failures of a mail; one more, and its record becomes a dead letter
 * @param delay between attempts
 * @param longestWhileHeld the largest delay while mailing is held, so that mails return soon after an outage ends
 */
public record RetryPolicy(int retries, RetryDelay delay, Duration longestWhileHeld) {

    /**
     * Returns the delay after a number of failures.
     *
     * @param failures 1 or more
     * @param dice from 0 to 1
     */
    Duration delayAfter(int failures, boolean isHeld, double dice) {
        Duration usual = delay.after(failures, dice);
        return isHeld && usual.compareTo(longestWhileHeld) > 0 ? longestWhileHeld : usual;
    }
}
