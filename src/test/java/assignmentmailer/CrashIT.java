package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.ReceivedMail;
import assignmentmailer.local.SesQuota;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The packaged jar, killed and stopped at arbitrary times: each candidate is mailed in the end. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class CrashIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int KILLS = Integer.getInteger("kills", 4);

    @TempDir
    private Path directory;

    private final Random random = new Random(42);
    private final List<String> inserted = new ArrayList<>();
    private final List<ServiceProcess> services = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private EmbeddedAws aws;

    @BeforeEach
    void start() {
        aws = EmbeddedAws.inMemory();
        aws.ses().quota(new SesQuota(100, -1));
        environment.putAll(aws.environment());
        environment.put("MAIL_FROM", "Recruiting <jobs@example.com>");
        environment.put("MAIL_REPLY_TO", "hr@example.com");
        environment.put("MAIL_READ_TIMEOUT", "2000");
        environment.put("MAIL_CALL_TIMEOUT", "2500");
    }

    @AfterEach
    void stop() {
        services.forEach(ServiceProcess::close);
        aws.close();
    }

    @Test
    void losesNobodyHoweverOftenItIsKilled() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            ServiceProcess service = service("killed");
            int before = aws.mailbox().mails().size();
            insert(100);
            int mailed = before + random.nextInt(60);
            await().atMost(LIMIT).until(() -> aws.mailbox().mails().size() > mailed);
            service.kill();
            service.exitCode(LIMIT.toSeconds());
        }

        service("killed");

        awaitEverybodyMailed();
    }

    @Test
    void mailsEverybodyOnceWhenStoppedUnderLoad() throws Exception {
        for (int stop = 0; stop < 3; stop++) {
            ServiceProcess service = service("stopped");
            int before = aws.mailbox().mails().size();
            insert(300);
            await().atMost(LIMIT).until(() -> aws.mailbox().mails().size() > before + 20);
            service.terminate();
            assertThat(service.exitCode(LIMIT.toSeconds())).isZero();
        }

        service("stopped");

        awaitEverybodyMailed();
        assertThat(mailed()).doesNotHaveDuplicates();
    }

    @Test
    void fromLatestItMailsWhoWasInsertedWhileItWasDown() throws Exception {
        environment.put("STREAM_START", "FROM_LATEST");
        insert(5);
        inserted.clear();
        ServiceProcess first = service("latest");
        await().atMost(LIMIT).until(first::hasStarted);
        first.terminate();
        assertThat(first.exitCode(LIMIT.toSeconds())).isZero();
        insert(20);

        ServiceProcess second = service("latest");
        awaitEverybodyMailed();
        second.kill();
        second.exitCode(LIMIT.toSeconds());
        insert(20);
        service("latest");

        awaitEverybodyMailed();
    }

    @Test
    void twoInstancesLoseNobodyWhenOneIsKilled() throws Exception {
        ServiceProcess one = service("one");
        ServiceProcess other = service("other");
        await().atMost(LIMIT).until(() -> one.hasStarted() && other.hasStarted());
        insert(200);
        await().atMost(LIMIT).until(() -> aws.mailbox().mails().size() > 50);
        one.kill();
        insert(100);

        awaitEverybodyMailed();
        assertThat(other.isAlive()).isTrue();
    }

    private ServiceProcess service(String name) throws IOException {
        Path home = directory.resolve(name);
        if (Files.notExists(home)) {
            ServiceProcess.prepare(Files.createDirectories(home));
        }
        ServiceProcess service = ServiceProcess.start(home, environment);
        services.add(service);
        return service;
    }

    private void insert(int count) {
        for (int i = 0; i < count; i++) {
            String address = "candidate-" + inserted.size() + "-" + services.size() + "@example.com";
            aws.candidates().insert("A Candidate", address, "java", "4");
            inserted.add(address);
        }
    }

    private List<String> mailed() {
        return aws.mailbox().mails().stream()
                .map(ReceivedMail::destinations)
                .flatMap(List::stream)
                .toList();
    }

    private void awaitEverybodyMailed() {
        await().atMost(LIMIT).until(() -> new HashSet<>(mailed()).containsAll(inserted));
    }
}
