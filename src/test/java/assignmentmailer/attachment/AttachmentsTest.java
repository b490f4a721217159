package assignmentmailer.attachment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import assignmentmailer.LogLines;
import assignmentmailer.assignment.AttachedFile;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.LocalHttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** What mails attach, from files and from an S3 on this machine. */
class AttachmentsTest {
    private static final AttachedFile OBJECT = new AttachedFile("s3://assignments/go/a b+c.zip");
    private static final AttachedFile FILE = new AttachedFile("file:go.zip");

    private static EmbeddedAws aws;

    @TempDir
    private Path directory;

    private Instant now = Instant.parse("2026-11-25T08:00:00Z");
    private Attachments attachments;

    @BeforeAll
    static void start() {
        aws = EmbeddedAws.inMemory();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @BeforeEach
    void forget() {
        attachments = in(directory);
    }

    @Test
    void areFilesUnderTheirNameAndType() throws IOException {
        write("content", now.minusSeconds(60));

        Attachment attachment = in(directory).load(FILE);

        assertThat(attachment.name()).isEqualTo("go.zip");
        assertThat(attachment.type()).isEqualTo("application/zip");
        assertThat(attachment.content()).isEqualTo(bytes("content"));
        assertThat(in(directory)
                        .load(new AttachedFile("file:" + directory.resolve("go.zip")))
                        .content())
                .isEqualTo(bytes("content"));
    }

    @ParameterizedTest
    @CsvSource({
        "a.zip, application/zip",
        "A.ZIP, application/zip",
        "task.pdf, application/pdf",
        "readme.txt, text/plain",
        "a.tar.gz, application/gzip",
        "task#1.zip, application/zip",
        "task, application/octet-stream",
        "task.xyz, application/octet-stream"
    })
    void haveTheTypeOfTheirEnding(String name, String type) {
        assertThat(Attachment.of(name, new byte[0]).type()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "file:go.zip, go.zip",
        "file:a/b/go 1.zip, go 1.zip",
        "file:///a/go.zip, go.zip",
        "s3://bucket/go.zip, go.zip",
        "s3://bucket/a:b/gö.zip, gö.zip"
    })
    void areCalledAsTheFile(String location, String name) {
        assertThat(new AttachedFile(location).name()).isEqualTo(name);
    }

    @Test
    void areObjectsInS3() throws IOException {
        put("content");

        Attachment attachment = attachments.load(OBJECT);

        assertThat(attachment.name()).isEqualTo("a b+c.zip");
        assertThat(attachment.content()).isEqualTo(bytes("content"));
    }

    @Test
    void areInMemoryOnce() throws IOException {
        put("content");

        assertThat(attachments.get(OBJECT)).isSameAs(attachments.get(OBJECT)).isSameAs(attachments.load(OBJECT));
    }

    @Test
    void areLookedAtAgainAMinuteLater() throws IOException {
        put("one");
        attachments.load(OBJECT);

        put("two");
        now = now.plusSeconds(59);
        byte[] before = attachments.get(OBJECT).content();
        now = now.plusSeconds(1);

        assertThat(before).isEqualTo(bytes("one"));
        assertThat(attachments.get(OBJECT).content()).isEqualTo(bytes("two"));
    }

    @Test
    void areLookedAtByWhicheverMailComes() throws Exception {
        put("one");
        attachments.load(OBJECT);
        put("two");
        now = now.plusSeconds(60);
        attachments.get(OBJECT);
        put("three");
        now = now.plusSeconds(60);

        FutureTask<Attachment> other = new FutureTask<>(() -> attachments.get(OBJECT));
        new Thread(other).start();

        assertThat(other.get().content()).isEqualTo(bytes("three"));
    }

    @Test
    void areNotReadAgainWhereNothingHasChanged() throws IOException {
        put("one");
        Attachment first = attachments.load(OBJECT);

        now = now.plus(Duration.ofHours(1));

        assertThat(attachments.get(OBJECT)).isSameAs(first);
    }

    @Test
    void areTheLastGoodCopyOfAnObjectThatVanishesLoudlyAndOnce() throws IOException {
        put("one");
        attachments.load(OBJECT);
        try (LogLines log = new LogLines(KeptAttachment.class)) {
            aws.s3().client().deleteObject(delete -> delete.bucket("assignments")
                    .key("go/a b+c.zip"));
            for (int i = 0; i < 3; i++) {
                now = now.plusSeconds(60);
                assertThat(attachments.get(OBJECT).content()).isEqualTo(bytes("one"));
            }

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("Attachment s3://assignments/go/a b+c.zip: is refused: 404 NoSuchKey")
                    .endsWith("its last good copy stays in use");
        }
    }

    @Test
    void areTheLastGoodCopyOfAFileThatVanishesOrGrowsTooLarge() throws IOException {
        Attachments files = in(directory);
        write("one", now.minusSeconds(60));
        files.load(FILE);

        Files.delete(directory.resolve("go.zip"));
        now = now.plusSeconds(60);
        byte[] gone = files.get(FILE).content();
        Files.write(directory.resolve("go.zip"), new byte[(int) Attachment.LARGEST + 1]);
        now = now.plus(Duration.ofDays(10_000));

        assertThat(gone).isEqualTo(bytes("one"));
        assertThat(files.get(FILE).content()).isEqualTo(bytes("one"));
    }

    @Test
    void areTheNewVersionOfAFileOnceItIsWritten() throws IOException {
        Attachments files = in(directory);
        write("one", now.minusSeconds(60));
        files.load(FILE);

        now = now.plusSeconds(60);
        write("two, half of", now.minusSeconds(1));
        byte[] whileWritten = files.get(FILE).content();
        write("two, half of it", now.plusSeconds(58));
        now = now.plusSeconds(60);

        assertThat(whileWritten).isEqualTo(bytes("one"));
        assertThat(files.get(FILE).content()).isEqualTo(bytes("two, half of it"));
    }

    @Test
    void areNoFileThatChangesWhileItIsRead() throws IOException {
        write("two", now.minusSeconds(30));
        FileSource source = new FileSource(directory.resolve("go.zip"), () -> {
            writeUnchecked("half", now);
            return now;
        });

        assertThat(source.read("one")).isEmpty();
    }

    private void writeUnchecked(String content, Instant at) {
        try {
            write(content, at);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Test
    void areTheLastGoodCopyWhereTheHeapHasNoRoomForTheNewVersion() throws IOException {
        LongConsumer room = bytes -> {
            if (bytes > 3) {
                throw new IllegalArgumentException("needs a heap of 1 GB");
            }
        };
        Attachments small = new Attachments(directory, () -> client(aws.s3().endpoint()), room, () -> now);
        put("one");
        small.load(OBJECT);
        try (LogLines log = new LogLines(KeptAttachment.class)) {
            put("four");
            now = now.plusSeconds(60);

            assertThat(small.get(OBJECT).content()).isEqualTo(bytes("one"));
            assertThat(log.warnings()).singleElement().asString().contains("needs a heap of 1 GB; its last good copy");
        }
    }

    @Test
    void areRefusedWhereTheyAreEmpty() throws IOException {
        write("", now.minusSeconds(60));
        put("");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> in(directory).load(FILE))
                .withMessageStartingWith("is empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attachments.load(OBJECT))
                .withMessageStartingWith("is empty");
    }

    @Test
    void areTheLastGoodCopyOfAnObjectThatBecomesEmpty() throws IOException {
        put("one");
        attachments.load(OBJECT);

        put("");
        now = now.plusSeconds(60);

        assertThat(attachments.get(OBJECT).content()).isEqualTo(bytes("one"));
    }

    @Test
    void areRefusedAtTheStartWhereTheyAreMissing() {
        put("content");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> attachments.load(new AttachedFile("file:none.zip")))
                .withMessageStartingWith("is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attachments.load(new AttachedFile("file:.")))
                .withMessageStartingWith("is no file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attachments.load(new AttachedFile("s3://assignments/none.zip")))
                .withMessageStartingWith("is refused: 404 NoSuchKey");
    }

    @Test
    void areRefusedAtTheStartWhereAMailHasNoRoom() throws IOException {
        Files.write(directory.resolve("fits.zip"), new byte[(int) Attachment.LARGEST]);
        Files.write(directory.resolve("go.zip"), new byte[(int) Attachment.LARGEST + 1]);
        aws.s3().put("assignments", "large.zip", new byte[(int) Attachment.LARGEST + 1]);

        assertThatNoException().isThrownBy(() -> in(directory).load(new AttachedFile("file:fits.zip")));
        for (AttachedFile large : List.of(FILE, new AttachedFile("s3://assignments/large.zip"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> in(directory).load(large))
                    .withMessageContaining("make it smaller, or set a url instead");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, the service needs s3:GetObject",
        "301, AWS_REGION must be the bucket's",
        "400, AWS_REGION must be the bucket's",
        "404, 'correct the name, or upload the object'"
    })
    void areRefusedAtTheStartWhereS3Refuses(int status, String remedy) {
        try (LocalHttpServer server = answering(status);
                S3Client client =
                        client(URI.create("http://127.0.0.1:" + server.address().getPort()))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Attachments(directory, () -> client, bytes -> {}, () -> now).load(OBJECT))
                    .withMessageStartingWith("is refused: " + status)
                    .withMessageContaining(remedy);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429})
    void areWaitedForWhileS3IsIll(int status) {
        try (LocalHttpServer server = answering(status);
                S3Client client =
                        client(URI.create("http://127.0.0.1:" + server.address().getPort()))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> new Attachments(directory, () -> client, bytes -> {}, () -> now).load(OBJECT))
                    .withMessage("S3 responds with status " + status);
        }
    }

    @Test
    void areTheLastGoodCopyWhereAnotherThanS3Answers() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        try (LocalHttpServer server = LocalHttpServer.start(0, exchange -> {
                    boolean isS3 = calls.getAndIncrement() == 0;
                    if (isS3) {
                        exchange.getResponseHeaders().set("ETag", "\"1\"");
                    }
                    exchange.sendResponseHeaders(200, isS3 ? 3 : 0);
                    exchange.getResponseBody().write(bytes(isS3 ? "one" : "<html>"));
                    exchange.close();
                });
                S3Client client =
                        client(URI.create("http://127.0.0.1:" + server.address().getPort()))) {
            Attachments kept = new Attachments(directory, () -> client, bytes -> {}, () -> now);
            kept.load(OBJECT);
            now = now.plusSeconds(60);

            assertThat(kept.get(OBJECT).content()).isEqualTo(bytes("one"));
            assertThat(calls).hasValue(2);
        }
    }

    @Test
    void areNoPartOfAnObject() {
        try (LocalHttpServer server = LocalHttpServer.start(0, exchange -> {
                    exchange.getResponseHeaders().set("ETag", "\"1\"");
                    exchange.sendResponseHeaders(200, 10);
                    exchange.getResponseBody().write(bytes("half"));
                    exchange.close();
                });
                S3Client client =
                        client(URI.create("http://127.0.0.1:" + server.address().getPort()))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> new Attachments(directory, () -> client, bytes -> {}, () -> now).load(OBJECT));
        }
    }

    @Test
    void areReadByOneMailWhileOthersTakeTheCopyThatIsThere() throws IOException {
        AtomicInteger reads = new AtomicInteger();
        KeptAttachment[] kept = new KeptAttachment[1];
        kept[0] = new KeptAttachment(
                FILE,
                version -> {
                    reads.incrementAndGet();
                    if (!version.isEmpty()) {
                        assertThat(kept[0].get().content()).isEqualTo(bytes("one"));
                    }
                    return Optional.of(
                            new AttachmentSource.Content("v" + reads, bytes(version.isEmpty() ? "one" : "two")));
                },
                bytes -> {},
                () -> now);
        kept[0].load();
        now = now.plusSeconds(60);

        Attachment after = kept[0].get();

        assertThat(after.content()).isEqualTo(bytes("two"));
        assertThat(reads).hasValue(2);
    }

    @Test
    void areAWarningWhereMailboxProvidersWouldRefuseThem() throws IOException {
        Files.write(
                directory.resolve("go.zip"),
                zip("src/main.go", "run.BAT", "web/app.js", "lib/x.jar", ".cmd", "a.vbs", "b.vbs"));

        Optional<String> warning = Attachments.warning(in(directory).load(FILE));

        assertThat(warning).hasValueSatisfying(text -> assertThat(text)
                .startsWith("contains files for which mailbox providers refuse the whole mail: "
                        + "[run.BAT, web/app.js, lib/x.jar, .cmd, a.vbs]"));
    }

    @Test
    void areALoggedWarningOnceTheyHaveChanged() throws IOException {
        Attachments attachments = in(directory);
        write("good", now.minusSeconds(60));
        attachments.load(FILE);
        Files.write(directory.resolve("go.zip"), zip("run.bat"));
        now = now.plusSeconds(60);
        try (LogLines log = new LogLines(KeptAttachment.class)) {
            attachments.get(FILE);

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("Attachment file:go.zip contains files", "[run.bat]");
        }
    }

    /** Windows names entries in the code page of its country. */
    @Test
    void areAWarningAlsoBehindANameThatIsNotUtf8() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out, Charset.forName("IBM850"))) {
            for (String entry : List.of("Übung.txt", "run.bat")) {
                zip.putNextEntry(new ZipEntry(entry));
            }
        }
        Files.write(directory.resolve("go.zip"), out.toByteArray());

        Optional<String> warning = Attachments.warning(in(directory).load(FILE));

        assertThat(warning).hasValueSatisfying(text -> assertThat(text).contains("[run.bat]"));
    }

    @Test
    void areNoWarningWhereNothingIsBlocked() throws IOException {
        write("no zip at all", now.minusSeconds(60));
        Files.write(directory.resolve("good.zip"), zip("src/Main.java", "src/main.go", "README.md", "js", "data.json"));

        assertThat(Attachments.warning(in(directory).load(FILE))).isEmpty();
        assertThat(Attachments.warning(in(directory).load(new AttachedFile("file:good.zip"))))
                .isEmpty();
    }

    private static byte[] zip(String... entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write(bytes(entry));
            }
        }
        return out.toByteArray();
    }

    private Attachments in(Path folder) {
        return new Attachments(folder, () -> client(aws.s3().endpoint()), bytes -> {}, () -> now);
    }

    private void write(String content, Instant at) throws IOException {
        Files.writeString(directory.resolve("go.zip"), content);
        Files.setLastModifiedTime(directory.resolve("go.zip"), FileTime.from(at));
    }

    private static void put(String content) {
        aws.s3().put("assignments", "go/a b+c.zip", bytes(content));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static LocalHttpServer answering(int status) {
        return LocalHttpServer.start(0, exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
    }

    private static S3Client client(URI endpoint) {
        Map<String, String> environment = aws.environment();
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(environment.get("AWS_REGION")))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY"))))
                .overrideConfiguration(override -> override.retryStrategy(strategy -> strategy.maxAttempts(1)))
                .build();
    }
}
