package assignmentmailer.ledger;

import java.time.Instant;

/** Says that it is uncertain whether the mail was sent, and that the ledger lets no further attempt through. */
public final class UncertainException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean settled;

    UncertainException(LedgerEntry entry, boolean isFinal) {
        super("It is uncertain whether this mail was sent: " + describe(entry.maybeSent()) + ", the last "
                + (isFinal ? "" : "possible ") + "at " + lastOf(entry));
        this.settled = isFinal;
    }

    /** Whether the settings say to leave it at that, rather than all attempts being used up. */
    public boolean isFinal() {
        return settled;
    }

    private static String describe(int attempts) {
        return attempts + (attempts == 1 ? " attempt" : " attempts") + " may have sent it";
    }

    private static Instant lastOf(LedgerEntry entry) {
        return entry.latest().isEmpty()
                ? entry.at()
                : entry.latest().get(entry.latest().size() - 1).at();
    }
}
