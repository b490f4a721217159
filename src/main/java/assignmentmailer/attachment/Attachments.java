package assignmentmailer.attachment;

import assignmentmailer.assignment.AttachedFile;
import assignmentmailer.assignment.S3Object;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;

/** All that mails attach, each once in memory. */
public final class Attachments {
    private static final String FILE = "file:";

    private final Path directory;
    private final Supplier<S3Client> s3;
    private final InstantSource clock;
    private final Map<AttachedFile, KeptAttachment> kept = new ConcurrentHashMap<>();

    /**
     * @param directory where relative paths begin
     * @param s3 asked for when the first object is read
     */
    public Attachments(Path directory, Supplier<S3Client> s3, InstantSource clock) {
        this.directory = directory;
        this.s3 = s3;
        this.clock = clock;
    }

    /**
     * Reads one before the first mail needs it.
     *
     * @throws IllegalArgumentException when it is missing, denied or too large; the message follows on its name
     * @throws IOException or SdkClientException when it cannot be reached
     */
    public Attachment load(AttachedFile file) throws IOException {
        return keep(file).load();
    }

    /** The last good copy of one, which is looked at again at most once a minute. */
    public Attachment get(AttachedFile file) throws IOException {
        return keep(file).get();
    }

    private KeptAttachment keep(AttachedFile file) {
        return kept.computeIfAbsent(file, unknown -> new KeptAttachment(unknown, source(unknown), clock));
    }

    private AttachmentSource source(AttachedFile file) {
        return S3Object.parse(file.location())
                .<AttachmentSource>map(object -> new S3Source(object, s3))
                .orElseGet(
                        () -> new FileSource(directory.resolve(file.location().substring(FILE.length())), clock));
    }
}
