package assignmentmailer.mail;

import assignmentmailer.assignment.AttachedFile;
import assignmentmailer.attachment.Attachment;
import java.io.IOException;

/** Finds what a mail attaches. */
@FunctionalInterface
public interface AttachmentLookup {
    /** @throws IOException when it was never to be had */
    Attachment find(AttachedFile file) throws IOException;
}
