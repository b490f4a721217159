package assignmentmailer.local;

/**
 * An account's quota, as reported by GetSendQuota.
 *
 * @param maxSendRate mails a second
 * @param max24HourSend mails in 24 hours, -1 for no limit
 */
public record SesQuota(double maxSendRate, double max24HourSend) {}
