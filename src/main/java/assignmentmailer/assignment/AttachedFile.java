package assignmentmailer.assignment;

/**
 * A file that is attached to a mail.
 *
 * @param location where it is, {@code file:} and a path or {@code s3://bucket/key}
 */
public record AttachedFile(String location) {

    /** What it is called in the mail: what follows on the last slash or colon. */
    public String name() {
        return location.substring(Math.max(location.lastIndexOf('/'), location.indexOf(':')) + 1);
    }

    @Override
    public String toString() {
        return location;
    }
}
