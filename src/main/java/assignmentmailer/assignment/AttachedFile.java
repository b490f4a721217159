package assignmentmailer.assignment;

/**
 * The address of an attachment.
 *
 * @param location {@code file:} and a path, or {@code s3://bucket/key}
 */
public record AttachedFile(String location) {

    /** Returns the attachment's file name: the text after the last slash or colon. */
    public String name() {
        return location.substring(Math.max(location.lastIndexOf('/'), location.indexOf(':')) + 1);
    }

    @Override
    public String toString() {
        return location;
    }
}
