package assignmentmailer.ledger;

import java.time.Duration;

/**
 * The ledger's configuration.
 *
 * @param lease how long a claim excludes other workers; longer than {@code longestCall}
 * @param longestCall the longest time from the claim to the end of the call to SES, credentials included
 * @param mostResends the most attempts after one with an uncertain outcome
 * @param receiptHeader the message header that is present only after the mail was sent
 * @param recipientHeader the message header with the recipient's address
 * @param eventWait how long after an uncertain attempt an event is awaited that settles it; zero without events
 */
public record LedgerSettings(
        WhenUncertain whenUncertain,
        Duration lease,
        Duration longestCall,
        int mostResends,
        String receiptHeader,
        String recipientHeader,
        Duration eventWait) {

    public LedgerSettings {
        if (lease.compareTo(longestCall) <= 0) {
            throw new IllegalArgumentException(
                    "The lease " + lease + " must be longer than the longest call " + longestCall);
        }
    }
}
