package assignmentmailer.ledger;

/** Nobody can know whether it was done, and the settings say to leave it alone then. */
public final class UncertainException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UncertainException(String key, Entry entry) {
        super("Nobody knows whether " + key + " was done by " + entry.owner() + ", last heard of at " + entry.at());
    }
}
