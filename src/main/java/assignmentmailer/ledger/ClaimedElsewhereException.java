package assignmentmailer.ledger;

/** Thrown when another worker holds the claim on this mail; retry later to learn the outcome. */
public final class ClaimedElsewhereException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClaimedElsewhereException(String owner) {
        super("This candidate's mail is claimed by " + owner);
    }
}
