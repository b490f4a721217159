package assignmentmailer.mail;

import assignmentmailer.assignment.AttachedFile;
import assignmentmailer.attachment.Attachment;
import java.io.IOException;

/** Returns the attachment of a mail. */
@FunctionalInterface
public interface AttachmentLookup {
    /** @throws IOException when no copy has ever been read */
    Attachment find(AttachedFile file) throws IOException;
}
