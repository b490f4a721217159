package assignmentmailer.ledger;

import java.time.Instant;

/**
 * The failures of one mail: how many, and since when.
 *
 * @param counted how many failures count against the mail
 * @param isSent whether it was sent in the end
 * @param isUncertain whether an attempt may have sent the mail
 * @param attempts the number of attempts, 1 or more
 */
public record FailureHistory(
        int counted, boolean isSent, boolean isUncertain, int attempts, Instant first, Instant last) {

    static FailureHistory of(LedgerEntry entry) {
        return new FailureHistory(
                entry.counted(),
                entry.status() == LedgerStatus.SENT,
                entry.maybeSent() > 0,
                Math.max(1, entry.attempts()),
                entry.kept().isEmpty() ? entry.at() : entry.kept().get(0).at(),
                entry.lastAttempt());
    }
}
