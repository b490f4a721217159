package assignmentmailer.ledger;

import java.time.Duration;

/**
 * How a ledger goes about it.
 *
 * @param lease how long a claim keeps others away; more than {@code longestCall}
 * @param longestCall how long may pass between the claim and the end of what is claimed, credentials included
 * @param mostResends how many attempts may follow one of which it is uncertain whether it sent the mail
 * @param receiptHeader the message header that only a mail has which was sent
 */
public record LedgerSettings(
        WhenUncertain whenUncertain, Duration lease, Duration longestCall, int mostResends, String receiptHeader) {

    public LedgerSettings {
        if (lease.compareTo(longestCall) <= 0) {
            throw new IllegalArgumentException(
                    "A lease of " + lease + " is over before a call of " + longestCall + " must have ended");
        }
    }
}
