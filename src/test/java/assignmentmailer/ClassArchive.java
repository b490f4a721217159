package assignmentmailer;

import static org.awaitility.Awaitility.await;

import assignmentmailer.local.EmbeddedAws;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The class archive of the packaged service, which halves its start. The first test that starts the service makes the
 * archive, as {@code deploy/README.md} describes, for all test JVMs.
 */
final class ClassArchive {
    private static final Path JAR = Path.of("target", "assignment-mailer.jar").toAbsolutePath();
    private static final Path ARCHIVE = JAR.resolveSibling("assignment-mailer.jsa");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 5;
    private static boolean isMade;

    private ClassArchive() {}

    /** Returns the JVM option that uses the archive. */
    static synchronized String option() {
        if (!isMade) {
            makeOnce();
            isMade = true;
        }
        return "-XX:SharedArchiveFile=" + ARCHIVE;
    }

    /** Holds a file lock meanwhile, because several test JVMs start the service. */
    private static void makeOnce() {
        try (FileChannel lock = FileChannel.open(
                ARCHIVE.resolveSibling("assignment-mailer.jsa.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            lock.lock();
            // a JDK 17 may die of the SIGTERM before it has written the archive
            for (int attempt = 0; attempt < ATTEMPTS && !isNewerThanJar(); attempt++) {
                make();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isNewerThanJar() throws IOException {
        return Files.exists(ARCHIVE)
                && Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) > 0;
    }

    private static void make() throws IOException {
        Path directory = Files.createTempDirectory(ARCHIVE.getParent(), "class-archive");
        try (EmbeddedAws aws = EmbeddedAws.inMemory()) {
            Map<String, String> environment = new HashMap<>(aws.environment());
            environment.put("MAIL_FROM", "jobs@example.com");
            environment.put("MAIL_REPLY_TO", "hr@example.com");
            aws.candidates().insert("Candidate", "candidate@example.com", "java", "4");
            try (ServiceProcess service = ServiceProcess.startWithoutArchive(
                    ServiceProcess.prepare(directory), environment, "-XX:ArchiveClassesAtExit=" + ARCHIVE)) {
                await().atMost(LIMIT).until(() -> !aws.mailbox().mails().isEmpty());
                service.terminate();
                service.exitCode(LIMIT.toSeconds());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the class archive is made", e);
            }
        }
    }
}
