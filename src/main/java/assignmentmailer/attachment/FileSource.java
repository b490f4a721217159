package assignmentmailer.attachment;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Reads an attachment from a file. */
final class FileSource implements AttachmentSource {
    /** A file may be written in several pieces: a change counts once the file has been unmodified for this long. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final Path file;
    private final InstantSource clock;

    FileSource(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    @Override
    public Optional<Content> read(String version) throws IOException {
        try {
            BasicFileAttributes before = attributes();
            if (!before.isRegularFile()) {
                throw new IllegalArgumentException("is no file: correct the name");
            }
            if (version(before).equals(version) || !version.isEmpty() && !isSettled(before)) {
                return Optional.empty();
            }
            AttachmentSource.checkSize(before.size());
            byte[] bytes = Files.readAllBytes(file);
            if (!version(attributes()).equals(version(before)) || bytes.length != before.size()) {
                if (version.isEmpty()) {
                    throw new IOException("The file is still being written");
                }
                return Optional.empty();
            }
            return Optional.of(new Content(version(before), bytes));
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException("is missing: correct the name, or put it there", missing);
        } catch (AccessDeniedException denied) {
            throw new IllegalArgumentException("cannot be read: give the service the right to", denied);
        }
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class);
    }

    private static String version(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime() + " " + attributes.size();
    }

    private boolean isSettled(BasicFileAttributes attributes) {
        Duration age = Duration.between(attributes.lastModifiedTime().toInstant(), clock.instant());
        return age.isNegative() || age.compareTo(SETTLED) >= 0;
    }
}
