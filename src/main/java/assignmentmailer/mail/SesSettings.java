package assignmentmailer.mail;

import java.time.Duration;
import java.util.Optional;

/**
 * The SES client's configuration: region, time-outs, concurrency.
 *
 * @param region the region of SES, empty for the SDK's default
 * @param connectTimeout for establishing a connection
 * @param readTimeout between two bytes of the response
 * @param callTimeout for the call as a whole
 * @param concurrency the most concurrent calls
 */
public record SesSettings(
        Optional<String> region,
        Duration connectTimeout,
        Duration readTimeout,
        Duration callTimeout,
        int concurrency) {}
