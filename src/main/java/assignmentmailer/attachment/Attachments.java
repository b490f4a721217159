package assignmentmailer.attachment;

import assignmentmailer.assignment.AttachedFile;
import assignmentmailer.assignment.S3Object;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;

/** The attachments of all rules, each kept in memory once. */
public final class Attachments {
    private static final String FILE = "file:";

    private final Path directory;
    private final Supplier<S3Client> s3;
    private final LongConsumer room;
    private final InstantSource clock;
    private final Map<AttachedFile, KeptAttachment> kept = new ConcurrentHashMap<>();

    /**
     * @param directory the base of relative paths
     * @param s3 supplies the client when the first object is read
     * @param room throws an {@link IllegalArgumentException} when the heap has no room for a mail with so many bytes
     */
    public Attachments(Path directory, Supplier<S3Client> s3, LongConsumer room, InstantSource clock) {
        this.directory = directory;
        this.s3 = s3;
        this.room = room;
        this.clock = clock;
    }

    /**
     * Reads an attachment before the first mail needs it.
     *
     * @throws IllegalArgumentException when it is missing, denied or too large; the message continues after its name
     * @throws IOException or SdkClientException when its store cannot be reached
     */
    public Attachment load(AttachedFile file) throws IOException {
        return keep(file).load();
    }

    /**
     * Returns a warning about an attachment that can be read, but that mailbox providers refuse, empty for none; it continues
     * after the attachment's name.
     */
    public static Optional<String> warning(Attachment attachment) {
        return Optional.of(BlockedEntries.in(attachment))
                .filter(blocked -> !blocked.isEmpty())
                .map(blocked ->
                        "contains files for which mailbox providers refuse the whole mail: %s; mail a url instead"
                                .formatted(blocked));
    }

    /** Returns the last good copy of an attachment, checked for changes at most once a minute. */
    public Attachment get(AttachedFile file) throws IOException {
        return keep(file).get();
    }

    private KeptAttachment keep(AttachedFile file) {
        return kept.computeIfAbsent(file, unknown -> new KeptAttachment(unknown, source(unknown), room, clock));
    }

    private AttachmentSource source(AttachedFile file) {
        return S3Object.parse(file.location())
                .<AttachmentSource>map(object -> new S3Source(object, s3))
                .orElseGet(
                        () -> new FileSource(directory.resolve(file.location().substring(FILE.length())), clock));
    }
}
