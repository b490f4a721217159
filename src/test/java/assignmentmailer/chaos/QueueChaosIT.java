package assignmentmailer.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.ChangeRecords;
import assignmentmailer.ServiceProcess;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.LocalSqs;
import assignmentmailer.local.ReceivedMail;
import assignmentmailer.local.SesFault;
import assignmentmailer.local.SesQuota;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Several copies of the packaged service behind one queue, killed repeatedly; at the end, every candidate is accounted
 * for, and nothing is in the queue's own dead-letter queue.
 *
 * <p>{@code -Dqueue.candidates=2000 -Dqueue.copies=4 -Dqueue.kills=10} runs at full size.
 */
@Tag("slow")
class QueueChaosIT {
    private static final Logger LOG = LoggerFactory.getLogger(QueueChaosIT.class);
    private static final int CANDIDATES = Integer.getInteger("queue.candidates", 150);
    private static final int COPIES = Integer.getInteger("queue.copies", 2);
    private static final int KILLS = Integer.getInteger("queue.kills", 2);
    private static final long SEED = Long.getLong("chaos.seed", 4);
    private static final int MOST_RECEIVES = 10;

    private static final Duration LATENCY = Duration.ofMillis(200);

    private final Random dice = new Random(SEED);
    private final List<Path> homes = new ArrayList<>();
    private final List<ServiceProcess> copies = new ArrayList<>();
    private final Map<String, String> settings = new HashMap<>();

    @TempDir
    private Path directory;

    private EmbeddedAws aws;
    private LocalSqs sqs;
    private String url;

    @BeforeEach
    void start() {
        aws = EmbeddedAws.inMemory();
        aws.ses().quota(new SesQuota(1_000, -1));
        sqs = aws.sqs();
        url = sqs.createWithDeadLetters("assignment-mailer", "assignment-mailer-dead", MOST_RECEIVES);
    }

    @AfterEach
    void stop() {
        copies.forEach(ServiceProcess::close);
        aws.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"resend", "dead-letter"})
    void accountsForEveryCandidate(String whenUncertain) throws Exception {
        settings.put("MAIL_WHEN_UNCERTAIN", whenUncertain);
        settings.put("MAIL_READ_TIMEOUT", "2s");
        settings.put("MAIL_CALL_TIMEOUT", "3s");
        settings.put("QUEUE_VISIBILITY", "10s");
        aws.ses().fault(forMails(SesFault.delay(LATENCY)));
        send("queued-");
        for (int copy = 0; copy < COPIES; copy++) {
            launch();
        }

        for (int kill = 1; kill <= KILLS; kill++) {
            int due = CANDIDATES * kill / (KILLS + 1);
            await().atMost(Duration.ofMinutes(5)).until(() -> mails().size() >= due);
            int victim = dice.nextInt(COPIES);
            copies.get(victim).kill();
            copies.set(victim, launched(homes.get(victim)));
        }
        await().atMost(Duration.ofMinutes(8)).until(() -> sqs.size(url) == 0);

        Map<String, List<ReceivedMail>> mails = mails();
        Map<String, String> letters = letters();
        int twice = mails.values().stream().mapToInt(each -> each.size() - 1).sum();
        LOG.info(
                "{} copies, {} candidates, {} kills with {}: {} mailed, {} of them again, dead letters {}",
                COPIES,
                CANDIDATES,
                KILLS,
                whenUncertain,
                mails.size(),
                twice,
                letters.values().stream().collect(Collectors.groupingBy(reason -> reason, Collectors.counting())));
        for (int i = 0; i < CANDIDATES; i++) {
            String id = "queued-" + i;
            assertThat(mails.containsKey(address(id)) || letters.containsKey(id))
                    .as(id)
                    .isTrue();
        }
        assertThat(mails).allSatisfy((address, each) -> assertThat(each.size() - 1)
                .as(address)
                .isLessThanOrEqualTo(whenUncertain.equals("dead-letter") ? 0 : ambiguous(address)));
        assertThat(letters.values()).allMatch("uncertain"::equals);
        assertThat(deadLettersOfTheQueue()).isZero();
    }

    /** The figure is in the log: a test does not fail on speed. */
    @Test
    void sharesTheWorkAmongCopies() throws Exception {
        settings.put("MAIL_CONCURRENCY", "8");
        aws.ses().fault(forMails(SesFault.delay(LATENCY)));
        launch();
        double one = perSecond("one-");
        launch();
        await().atMost(Duration.ofMinutes(1)).until(copies.get(1)::hasStarted);

        double two = perSecond("two-");

        LOG.info(
                "Mails a second at {} ms of SES's latency: {} by one copy, {} by two, {} times as many",
                LATENCY.toMillis(),
                one,
                two,
                two / one);
        assertThat(mails()).hasSize(2 * CANDIDATES).allSatisfy((address, each) -> assertThat(each)
                .hasSize(1));
        assertThat(subjects("two-")).containsOnly("copy 0", "copy 1");
    }

    /** Sends all candidates, with this at the beginning of their ids, and returns the mails a second, first to last. */
    private double perSecond(String ids) {
        int before = mails().size();
        send(ids);
        await().atMost(Duration.ofMinutes(5)).until(() -> mails().size() == before + CANDIDATES && sqs.size(url) == 0);
        LongSummaryStatistics times =
                mails(ids).mapToLong(ReceivedMail::receivedAt).summaryStatistics();
        return (CANDIDATES - 1) * 1000.0 / (times.getMax() - times.getMin());
    }

    private Set<String> subjects(String ids) {
        return mails(ids)
                .map(mail -> {
                    try {
                        return mail.message().getSubject();
                    } catch (MessagingException unreadable) {
                        throw new IllegalStateException(unreadable);
                    }
                })
                .collect(Collectors.toSet());
    }

    private void send(String ids) {
        for (int i = 0; i < CANDIDATES; i++) {
            String body = ChangeRecords.piped("candidates", ids + i, address(ids + i));
            sqs.client().sendMessage(send -> send.queueUrl(url).messageBody(body));
        }
    }

    private static String address(String id) {
        return id + "@example.com";
    }

    private Stream<ReceivedMail> mails(String ids) {
        return aws.mailbox().mails().stream()
                .filter(mail -> mail.destinations().get(0).startsWith(ids));
    }

    private static SesFault forMails(SesFault fault) {
        return (call, ses) -> call.sends() ? fault.answer(call, ses) : ses.get();
    }

    /** Returns the number of attempts whose outcome the ledger notes as uncertain: killed, or timed out. */
    private int ambiguous(String address) {
        String id = "assignment-mailer/mail/candidates/" + address.replace("@example.com", "");
        return Integer.parseInt(aws.dynamoDb()
                .getItem(get -> get.tableName("assignment-mailer-state").key(Map.of("id", AttributeValue.fromS(id))))
                .item()
                .get("maybeSent")
                .n());
    }

    private Map<String, List<ReceivedMail>> mails() {
        return aws.mailbox().mails().stream()
                .filter(mail -> mail.destinations().get(0).endsWith("@example.com"))
                .collect(Collectors.groupingBy(mail -> mail.destinations().get(0)));
    }

    /** Dead-letter reasons by candidate. */
    private Map<String, String> letters() throws IOException {
        Map<String, String> reasons = new HashMap<>();
        for (Path home : homes) {
            try (Stream<Path> files = Files.list(home.resolve("dead-letters"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".json")).toList()) {
                    JsonNode letter = new ObjectMapper().readTree(Files.readAllBytes(file));
                    reasons.put(
                            letter.at("/record/dynamodb/Keys/id/S").asText(),
                            letter.get("reason").asText());
                }
            } catch (NoSuchFileException none) {
                LOG.debug("{} has no dead letters", home, none);
            }
        }
        return reasons;
    }

    private int deadLettersOfTheQueue() {
        return sqs.size(sqs.client()
                .getQueueUrl(get -> get.queueName("assignment-mailer-dead"))
                .queueUrl());
    }

    private void launch() throws IOException {
        Path home = ServiceProcess.prepare(Files.createDirectory(directory.resolve("copy-" + homes.size())));
        homes.add(home);
        copies.add(launched(home));
    }

    private ServiceProcess launched(Path home) throws IOException {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("MAIL_FROM", "jobs@example.com");
        environment.put("MAIL_REPLY_TO", "hr@example.com");
        environment.put("MAIL_SUBJECT", "copy " + homes.indexOf(home));
        environment.put("STREAM_ENABLED", "false");
        environment.put("QUEUE_ENABLED", "true");
        environment.put("QUEUE_VISIBILITY", "4s");
        environment.putAll(settings);
        return ServiceProcess.start(home, environment);
    }
}
