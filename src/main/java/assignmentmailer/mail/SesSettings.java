package assignmentmailer.mail;

import java.time.Duration;
import java.util.Optional;

/**
 * Where SES is, how long to wait for it, and for how many mails at once.
 *
 * @param region empty for the one that the SDK finds, as for everything else
 * @param connectTimeout until a connection stands
 * @param readTimeout from one byte of the answer to the next
 * @param callTimeout for the call as a whole
 * @param concurrency how many calls may be under way at once
 */
public record SesSettings(
        Optional<String> region,
        Duration connectTimeout,
        Duration readTimeout,
        Duration callTimeout,
        int concurrency) {}
