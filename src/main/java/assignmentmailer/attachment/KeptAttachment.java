package assignmentmailer.attachment;

import assignmentmailer.assignment.AttachedFile;
import assignmentmailer.attachment.AttachmentSource.Content;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Keeps the last good copy of one attachment, checked for changes at most once a minute. */
final class KeptAttachment {
    private static final Logger LOG = LoggerFactory.getLogger(KeptAttachment.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    private final AttachedFile file;
    private final AttachmentSource source;
    private final LongConsumer room;
    private final InstantSource clock;

    /** Held by the one mail that checks for changes, while others use the current copy. */
    private final ReentrantLock looking = new ReentrantLock();

    private volatile @Nullable Attachment good;
    private volatile Instant looked = Instant.MIN;
    private String version = "";
    private String refused = "";

    /** @param room throws an {@link IllegalArgumentException} when the heap has no room for so many bytes */
    KeptAttachment(AttachedFile file, AttachmentSource source, LongConsumer room, InstantSource clock) {
        this.file = file;
        this.source = source;
        this.room = room;
        this.clock = clock;
    }

    /**
     * Reads the first copy.
     *
     * @throws IllegalArgumentException when it is missing, denied or too large; the message continues after its name
     * @throws IOException or SdkClientException when its store cannot be reached
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

    /** Returns the last good copy, after a check for changes when one is due. */
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
                Attachment taken = take(changed);
                LOG.info("Attachment {} has changed: mails carry the new version from now on", file);
                Attachments.warning(taken).ifPresent(warning -> LOG.warn("Attachment {} {}", file, warning));
            });
            refused = "";
        } catch (IOException | IllegalArgumentException | SdkException unusable) {
            refuse(String.valueOf(unusable.getMessage()));
        }
    }

    private void refuse(String why) {
        if (!why.equals(refused)) {
            LOG.error("Attachment {}: {}; its last good copy stays in use", file, why);
            refused = why;
        }
    }

    private Attachment take(Content content) {
        room.accept(content.bytes().length);
        Attachment taken = Attachment.of(file.name(), content.bytes());
        version = content.version();
        good = taken;
        looked = clock.instant();
        return taken;
    }
}
