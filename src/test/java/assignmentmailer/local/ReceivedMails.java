package assignmentmailer.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The mails accepted by the local SES, oldest first. */
public final class ReceivedMails {
    private static final JsonMapper JSON = new JsonMapper();

    private final @Nullable Path directory;
    private final List<ReceivedMail> mails;

    private ReceivedMails(@Nullable Path directory, List<ReceivedMail> mails) {
        this.directory = directory;
        this.mails = new ArrayList<>(mails);
    }

    static ReceivedMails inMemory() {
        return new ReceivedMails(null, List.of());
    }

    /** Returns a mailbox that stores each mail in a file, and contains the mails stored there before. */
    static ReceivedMails on(Path directory) {
        try {
            Files.createDirectories(directory);
            return new ReceivedMails(directory, read(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public synchronized List<ReceivedMail> mails() {
        return List.copyOf(mails);
    }

    synchronized Optional<ReceivedMail> find(String id) {
        return mails.stream().filter(mail -> mail.id().equals(id)).findAny();
    }

    synchronized void add(ReceivedMail mail) {
        if (directory != null) {
            write(mail, directory);
        }
        mails.add(mail);
    }

    private static List<ReceivedMail> read(Path directory) throws IOException {
        List<ReceivedMail> mails = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".json")).toList()) {
                mails.add(JSON.readValue(file.toFile(), ReceivedMail.class));
            }
        }
        mails.sort(Comparator.comparing(ReceivedMail::receivedAt));
        return mails;
    }

    private static void write(ReceivedMail mail, Path directory) {
        try {
            // An atomic move, so that no partial mail exists, even when the process is killed.
            Path written = Files.write(directory.resolve(mail.id() + ".part"), JSON.writeValueAsBytes(mail));
            Files.move(written, directory.resolve(mail.id() + ".json"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
