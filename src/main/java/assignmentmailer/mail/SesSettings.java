package assignmentmailer.mail;

import java.time.Duration;

/**
 * How long to wait for SES, and for how many mails at once.
 *
 * @param connectTimeout until a connection stands
 * @param readTimeout from one byte of the answer to the next
 * @param callTimeout for the call as a whole
 * @param concurrency how many calls may be under way at once
 */
public record SesSettings(Duration connectTimeout, Duration readTimeout, Duration callTimeout, int concurrency) {}
