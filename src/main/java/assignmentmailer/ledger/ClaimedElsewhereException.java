package assignmentmailer.ledger;

/** Says that another worker is sending this mail: come back later to see how that ended. */
public final class ClaimedElsewhereException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClaimedElsewhereException(String owner) {
        super("This candidate's mail is claimed by " + owner);
    }
}
