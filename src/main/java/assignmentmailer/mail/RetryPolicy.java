package assignmentmailer.mail;

/**
 * How often and how patiently a mail is tried again.
 *
 * @param retries how many failures that count against a mail are borne; one more, and its record becomes a dead letter
 * @param delay between them
 */
public record RetryPolicy(int retries, RetryDelay delay) {}
