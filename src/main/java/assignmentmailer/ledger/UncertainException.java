package assignmentmailer.ledger;

/** Thrown when a mail may have been sent and the ledger allows no further attempt. */
public final class UncertainException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean settled;

    UncertainException(LedgerEntry entry, boolean isFinal) {
        super("Uncertain whether this mail was sent: " + describe(entry.maybeSent()) + ", the last at "
                + entry.lastAttempt()
                + (isFinal ? "; mail.when-uncertain allows no resend" : "; all resends are used up"));
        this.settled = isFinal;
    }

    private UncertainException(String message) {
        super(message);
        this.settled = true;
    }

    /** Returns the failure of a record that may be older or newer than the adoption of its candidate. */
    static UncertainException ofAdopted(LedgerEntry adopted) {
        return new UncertainException("Uncertain whether this candidate is one of those handled elsewhere before "
                + adopted.at() + ": the record has no ApproximateCreationDateTime");
    }

    /** Returns whether {@code mail.when-uncertain} forbids resends, as opposed to all resends being used up. */
    public boolean isFinal() {
        return settled;
    }

    private static String describe(int attempts) {
        return attempts + (attempts == 1 ? " attempt" : " attempts") + " may have sent it";
    }
}
