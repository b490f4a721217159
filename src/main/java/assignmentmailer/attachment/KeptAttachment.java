package assignmentmailer.attachment;

import assignmentmailer.assignment.AttachedFile;
import assignmentmailer.attachment.AttachmentSource.Content;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** The last good copy of one attachment, looked at again at most once a minute. */
final class KeptAttachment {
    private static final Logger LOG = LoggerFactory.getLogger(KeptAttachment.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    private final AttachedFile file;
    private final AttachmentSource source;
    private final InstantSource clock;

    /** Held by the one mail that looks, while others take the copy that is there. */
    private final ReentrantLock looking = new ReentrantLock();

    private volatile @Nullable Attachment good;
    private volatile Instant looked = Instant.MIN;
    private String version = "";
    private String refused = "";

    KeptAttachment(AttachedFile file, AttachmentSource source, InstantSource clock) {
        this.file = file;
        this.source = source;
        this.clock = clock;
    }

    /**
     * The first copy.
     *
     * @throws IllegalArgumentException when it can be had by nobody; the message follows on its name
     * @throws IOException or SdkClientException when it cannot be reached
     */
    Attachment load() throws IOException {
        looking.lock();
        try {
            Attachment known = good;
            return known == null ? take(source.read("").orElseThrow()) : known;
        } finally {
            looking.unlock();
        }
    }

    /** The last good copy. */
    Attachment get() throws IOException {
        Attachment known = good;
        if (known == null) {
            return load();
        }
        if (!clock.instant().isBefore(looked.plus(BETWEEN_LOOKS)) && looking.tryLock()) {
            try {
                look();
            } finally {
                looking.unlock();
            }
        }
        return good == null ? known : good;
    }

    private void look() {
        looked = clock.instant();
        try {
            source.read(version).ifPresent(changed -> {
                take(changed);
                LOG.info("The attachment {} has changed: mails attach the new version", file);
            });
            refused = "";
        } catch (IOException | IllegalArgumentException | SdkException unusable) {
            refuse(String.valueOf(unusable.getMessage()));
        }
    }

    private void refuse(String why) {
        if (!why.equals(refused)) {
            LOG.error("The attachment {}: {}; its last good copy goes on being attached", file, why);
            refused = why;
        }
    }

    private Attachment take(Content content) {
        Attachment taken = Attachment.of(file.name(), content.bytes());
        version = content.version();
        good = taken;
        looked = clock.instant();
        List<String> blocked = BlockedEntries.in(taken);
        if (!blocked.isEmpty()) {
            LOG.warn(
                    "The attachment {} has entries for which mailbox providers refuse a mail: {}; a url is not refused",
                    file,
                    blocked);
        }
        return taken;
    }
}
