package assignmentmailer.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.ServiceProcess;
import assignmentmailer.local.DynamoDbProxy;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.ReceivedMail;
import assignmentmailer.local.SesError;
import assignmentmailer.local.SesFault;
import assignmentmailer.local.SesQuota;
import assignmentmailer.local.SesReply;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two instances of the packaged service, killed repeatedly, against an SES and a state table that fail in every way; at
 * the end, every candidate is accounted for.
 *
 * <p>{@code -Dchaos.candidates=5000 -Dchaos.kills=20} runs at full size; {@code -Dchaos.seed} varies the run.
 */
@Tag("slow")
class ChaosIT {
    private static final Logger LOG = LoggerFactory.getLogger(ChaosIT.class);
    private static final int CANDIDATES = Integer.getInteger("chaos.candidates", 300);
    private static final int KILLS = Integer.getInteger("chaos.kills", 3);
    private static final long SEED = Long.getLong("chaos.seed", 4);

    /** The time after which an accepted mail is recorded in the ledger, unless the process was killed before. */
    private static final Duration UNTIL_NOTED = Duration.ofSeconds(3);

    private static final int MOST_RESENDS = 5;
    private static final Duration LASTS = Duration.ofSeconds(8);
    private static final String EXPIRED = "expired";

    /** Credentials that expire so soon that the SDK refreshes them every few seconds. */
    private static final String CREDENTIAL_PROCESS = """
            if [ -e %s ]; then echo expired >&2; exit 1; fi
            until=$(date -u -d '+20 seconds' +%%Y-%%m-%%dT%%H:%%M:%%SZ)
            echo '{"Version":1,"AccessKeyId":"local","SecretAccessKey":"local","SessionToken":"t","Expiration":"'$until'"}'
            """;

    private final Random dice = new Random(SEED);
    private final FaultySes ses = new FaultySes(SEED);
    private final Map<String, String> addresses = new HashMap<>();
    private final List<Long> kills = new ArrayList<>();

    @TempDir
    private Path directory;

    private EmbeddedAws aws;
    private DynamoDbProxy dynamoDb;
    private Path[] homes;
    private ServiceProcess[] instances;

    @BeforeEach
    void start() throws IOException {
        Path script = Files.writeString(
                directory.resolve("credentials.sh"), CREDENTIAL_PROCESS.formatted(directory.resolve(EXPIRED)));
        Files.writeString(directory.resolve("config"), "[default]\ncredential_process = /bin/sh " + script + "\n");
        Random throttling = new Random(SEED);
        aws = EmbeddedAws.inMemory();
        aws.ses().quota(new SesQuota(100, -1));
        aws.ses().fault(ses);
        dynamoDb = DynamoDbProxy.before(aws.dynamoDbEndpoint(), (action, document) -> {
            synchronized (throttling) {
                return document.contains("/mail/") && throttling.nextInt(10) == 0;
            }
        });
    }

    @AfterEach
    void stop() {
        for (ServiceProcess instance : instances) {
            instance.close();
        }
        dynamoDb.close();
        aws.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"resend", "dead-letter"})
    void accountsForEveryCandidate(String whenUncertain) throws Exception {
        homes = new Path[] {home("a"), home("b")};
        instances = new ServiceProcess[] {launch(0, whenUncertain), launch(1, whenUncertain)};
        CompletableFuture<Void> inserting = CompletableFuture.runAsync(this::insertCandidates);

        for (int kill = 1; kill <= KILLS; kill++) {
            long due = (long) CANDIDATES * kill / (KILLS + 1);
            await().atMost(Duration.ofMinutes(3)).until(() -> done().size() >= due);
            sitOut(Trouble.values()[kill % Trouble.values().length]);
            int victim = dice.nextInt(instances.length);
            kills.add(System.currentTimeMillis());
            instances[victim].kill();
            instances[victim] = launch(victim, whenUncertain);
        }
        inserting.join();
        await().atMost(Duration.ofMinutes(8)).until(() -> done().size() == CANDIDATES);

        checkAccount(whenUncertain);
    }

    private void checkAccount(String whenUncertain) {
        Map<String, List<Long>> mails = mails();
        Map<String, String> letters = deadLetters();
        int twice = mails.values().stream().mapToInt(taken -> taken.size() - 1).sum();
        LOG.info(
                "{} with {}: {} mailed, {} of them again ({} taken untold, {} kills), dead letters {}",
                CANDIDATES,
                whenUncertain,
                mails.size(),
                twice,
                ses.untold(),
                kills.size(),
                letters.values().stream()
                        .collect(Collectors.groupingBy(reason -> reason, TreeMap::new, Collectors.counting())));
        assertThat(addresses).allSatisfy((id, address) -> {
            boolean mailed = mails.containsKey(address);
            assertThat(mailed || letters.containsKey(id)).as(address).isTrue();
        });
        assertThat(mails).allSatisfy((address, taken) -> assertThat(taken.size() - 1)
                .as(address)
                .isLessThanOrEqualTo(whenUncertain.equals("dead-letter") ? 0 : ses.untold(address) + killedAfter(taken))
                .isLessThanOrEqualTo(MOST_RESENDS));
        assertThat(letters.values()).isSubsetOf("bad-record", "rejected", "exhausted", "uncertain");
    }

    /** Returns the number of mails accepted so shortly before a kill that the ledger may not have recorded them. */
    private int killedAfter(List<Long> taken) {
        return (int) taken.stream()
                .filter(at -> kills.stream()
                        .anyMatch(kill -> kill - UNTIL_NOTED.toMillis() <= at && at <= kill + UNTIL_NOTED.toMillis()))
                .count();
    }

    private void sitOut(Trouble trouble) throws IOException {
        Path expired = directory.resolve(EXPIRED);
        ses.outage(trouble.fault);
        if (trouble == Trouble.CREDENTIALS) {
            Files.createFile(expired);
        }
        // the time that the trouble lasts: no state of the service can be awaited in the middle of it
        await().pollDelay(LASTS).until(() -> true);
        Files.deleteIfExists(expired);
        ses.outage(SesFault.NONE);
    }

    private void insertCandidates() {
        for (int i = 0; i < CANDIDATES; i++) {
            String address = i % 100 == 99 ? "nobody at " + i : "candidate-" + i + "@example.com";
            String id = aws.candidates().insert("Candidate", address, "java", "4");
            synchronized (addresses) {
                addresses.put(id, address);
            }
        }
    }

    private List<String> done() {
        Map<String, List<Long>> mails = mails();
        Map<String, String> letters = deadLetters();
        synchronized (addresses) {
            return addresses.entrySet().stream()
                    .filter(entry -> mails.containsKey(entry.getValue()) || letters.containsKey(entry.getKey()))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /** The times at which mails were accepted, by address. */
    private Map<String, List<Long>> mails() {
        return aws.mailbox().mails().stream()
                .filter(mail -> mail.destinations().get(0).startsWith("candidate-"))
                .collect(Collectors.groupingBy(
                        mail -> mail.destinations().get(0),
                        Collectors.mapping(ReceivedMail::receivedAt, Collectors.toList())));
    }

    /** Dead-letter reasons by candidate. */
    private Map<String, String> deadLetters() {
        Map<String, String> reasons = new HashMap<>();
        for (Path home : homes) {
            Path folder = home.resolve("dead-letters");
            if (Files.exists(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                            .toList()) {
                        read(file, reasons);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return reasons;
    }

    /** A record redelivered after a kill rewrites its dead letter: for a moment the file is missing. */
    private static void read(Path file, Map<String, String> reasons) throws IOException {
        Optional<byte[]> document = document(file);
        if (document.isPresent()) {
            JsonNode letter = new ObjectMapper().readTree(document.get());
            assertThat(letter.has("reason"))
                    .as("a whole dead letter in %s", file)
                    .isTrue();
            reasons.put(
                    letter.at("/record/dynamodb/Keys/id/S").asText(),
                    letter.get("reason").asText());
        }
    }

    private static Optional<byte[]> document(Path file) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException replaced) {
            return Optional.empty();
        }
    }

    private Path home(String name) throws IOException {
        return ServiceProcess.prepare(Files.createDirectory(directory.resolve(name)));
    }

    private ServiceProcess launch(int instance, String whenUncertain) throws IOException {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.remove("AWS_ACCESS_KEY_ID");
        environment.remove("AWS_SECRET_ACCESS_KEY");
        environment.put("AWS_CONFIG_FILE", directory.resolve("config").toString());
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("AWS_ENDPOINT_URL", dynamoDb.endpoint().toString());
        environment.put("MAIL_FROM", "jobs@example.com");
        environment.put("MAIL_REPLY_TO", "hr@example.com");
        environment.put("MAIL_WHEN_UNCERTAIN", whenUncertain);
        environment.put("MAIL_READ_TIMEOUT", "4000");
        environment.put("MAIL_CALL_TIMEOUT", "6000");
        environment.put("MAIL_PROBE_INTERVAL", "1000");
        environment.put("MAIL_RETRY_DELAY_LIMIT", "2000");
        environment.put("MANAGEMENT_PORT", "0");
        return ServiceProcess.start(homes[instance], environment);
    }

    /** Runs temporary outages that affect all mails, one after another. */
    private enum Trouble {
        PAUSED_IN_WORDS(
                (call, ses) -> SesReply.error(
                        400,
                        "MessageRejected",
                        "Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.")),
        INTERNAL_FAILURE(SesError.INTERNAL_FAILURE),
        CREDENTIALS(SesFault.NONE),
        HANG_UP(SesFault.hangUpAfter()),
        PAUSED(SesError.ACCOUNT_SENDING_PAUSED);

        private final SesFault fault;

        Trouble(SesFault fault) {
            this.fault = fault;
        }
    }
}
