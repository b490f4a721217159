package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.local.CandidatesTable;
import assignmentmailer.local.ReceivedMail;
import assignmentmailer.local.SesQuota;
import assignmentmailer.record.RecordJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The packaged jar, whose dead letters an operator moves to the replay folder. */
class ReplayIT extends PackagedService {
    private static final Duration AFTER_KILLS = Duration.ofSeconds(120);
    private static final String NO_ADDRESS = "no address";

    @Test
    void mailsACandidateWhoseItemWasMended() throws Exception {
        String id = insert(NO_ADDRESS);
        String erased = insert(NO_ADDRESS);
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> letters().size() == 2);
            put(id, "mended@example.com");
            aws.dynamoDb().deleteItem(delete -> delete.tableName(CandidatesTable.NAME)
                    .key(Map.of("id", AttributeValue.fromS(erased))));

            moveAll();

            await().atMost(LIMIT).until(() -> replayed().isEmpty());
            assertThat(mailed()).containsExactly("mended@example.com");
            assertThat(letters()).isEmpty();
            assertThat(folder("dead-letters/replay")).isEmptyDirectory();
            assertThat(permissions("dead-letters")).isEqualTo("rwx------");
            assertThat(permissions("dead-letters/replay")).isEqualTo("rwx------");
            service.terminate();
            assertThat(service.exitCode(LIMIT.toSeconds())).isZero();
            assertThat(service.log())
                    .contains("candidates/" + id + " is mailed, replayed from a dead letter")
                    .contains("candidates/" + erased + " is passed over: the table has no such item")
                    .doesNotContain("A Candidate", NO_ADDRESS, "mended@", "Exception:", "Rollback");
        }
    }

    @Test
    void losesNoLetterHoweverOftenItIsKilled() throws Exception {
        aws.ses().quota(new SesQuota(20, -1));
        environment.put("MAIL_READ_TIMEOUT", "2000");
        environment.put("MAIL_CALL_TIMEOUT", "2500");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.add(insert(NO_ADDRESS));
        }
        List<String> addresses = new ArrayList<>();
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> letters().size() == ids.size());
            for (String id : ids) {
                addresses.add(id + "@example.com");
                put(id, id + "@example.com");
            }
            moveAll();
            kill(service, 10);
        }

        for (int mails : List.of(35, 60)) {
            try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
                kill(service, mails);
            }
        }
        try (ServiceProcess last = ServiceProcess.start(directory, environment)) {
            await().atMost(AFTER_KILLS).until(() -> replayed().isEmpty());
            assertThat(last.isAlive()).isTrue();
        }

        assertThat(new HashSet<>(mailed())).containsExactlyInAnyOrderElementsOf(addresses);
        assertThat(mailed()).hasSizeLessThanOrEqualTo(addresses.size() + 3 * 16);
        assertThat(letters()).isEmpty();
    }

    /** Not even a connection: each endpoint but that of SES and the ledger is dead. */
    @Test
    void replaysWithAStreamThatIsOffAndNeverAsked() throws Exception {
        environment.put("STREAM_ENABLED", "false");
        environment.put("AWS_ENDPOINT_URL_DYNAMODB_STREAMS", "http://127.0.0.1:9");
        String id = insert("jane@example.com");
        Path letter = Files.writeString(
                directory.resolve("letter.json"), RecordJson.write(ChangeRecords.insert(id, "old@example.com")));
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(service::hasStarted);

            Files.move(letter, directory.resolve("dead-letters/replay/letter.json"));

            await().atMost(LIMIT).until(() -> mailed().equals(List.of("jane@example.com")));
            assertThat(service.log()).doesNotContain("WARN", "ddbstream", "shard");
        }
    }

    private void kill(ServiceProcess service, int mails) throws InterruptedException {
        await().atMost(AFTER_KILLS).until(() -> mailed().size() >= mails);
        service.kill();
        service.exitCode(LIMIT.toSeconds());
    }

    private String insert(String email) {
        return aws.candidates().insert("A Candidate", email, "java", "4");
    }

    private void put(String id, String email) {
        Map<String, AttributeValue> item = ChangeRecords.image();
        item.put("id", AttributeValue.fromS(id));
        item.put("email", AttributeValue.fromS(email));
        aws.dynamoDb().putItem(put -> put.tableName(CandidatesTable.NAME).item(item));
    }

    private List<String> mailed() {
        return aws.mailbox().mails().stream()
                .map(ReceivedMail::destinations)
                .flatMap(List::stream)
                .toList();
    }

    private void moveAll() throws IOException {
        for (Path letter : letters()) {
            Files.move(letter, folder("dead-letters/replay").resolve(letter.getFileName()));
        }
    }

    private List<Path> letters() throws IOException {
        return files(folder("dead-letters"));
    }

    private List<Path> replayed() throws IOException {
        return files(folder("dead-letters/replay"));
    }

    private Path folder(String name) {
        return directory.resolve(name);
    }

    private static List<Path> files(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    private String permissions(String folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder(folder)));
    }
}
