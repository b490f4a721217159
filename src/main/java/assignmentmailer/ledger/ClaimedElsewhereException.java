package assignmentmailer.ledger;

/** Another worker is at it just now: come back later to see how it ended. */
public final class ClaimedElsewhereException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClaimedElsewhereException(String key, String owner) {
        super(key + " is claimed by " + owner);
    }
}
