package assignmentmailer.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.ServiceProcess;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.ReceivedMail;
import assignmentmailer.local.SesCall;
import assignmentmailer.local.SesError;
import assignmentmailer.local.SesFault;
import assignmentmailer.local.SesQuota;
import assignmentmailer.local.SesReply;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packaged service through an outage of SES, with one insert a second; delays of service and test, except
 * time-outs, are a tenth of real ones.
 *
 * <p>{@code -Doutage.minutes=30} runs the outage at full length.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class OutageIT {
    private static final Logger LOG = LoggerFactory.getLogger(OutageIT.class);
    private static final int SPEED = 10;
    private static final Duration OUTAGE =
            Duration.ofMinutes(Integer.getInteger("outage.minutes", 2)).dividedBy(SPEED);
    private static final Duration SECOND = Duration.ofSeconds(1).dividedBy(SPEED);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** The most time to mail the backlog, which grows with the outage. */
    private static final Duration BACKLOG_LIMIT = LIMIT.plus(OUTAGE);

    private static final int MOST_MAILS = 6;

    private final Set<String> inserted = new HashSet<>();
    private final List<Long> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    @TempDir
    private Path directory;

    private EmbeddedAws aws;
    private TlsFront ses;
    private ScheduledExecutorService inserter;
    private ServiceProcess service;

    @BeforeEach
    void start() throws Exception {
        aws = EmbeddedAws.inMemory();
        ses = TlsFront.before(URI.create(aws.environment().get("AWS_ENDPOINT_URL_SES")), directory);
        aws.ses().quota(new SesQuota(200, -1));
        inserter = Executors.newSingleThreadScheduledExecutor();
        ServiceProcess.prepare(directory);
    }

    @AfterEach
    void stop() throws IOException {
        inserter.shutdownNow();
        service.close();
        ses.close();
        aws.close();
    }

    @ParameterizedTest
    @EnumSource(Outage.class)
    void mailsEverybodyAfterwardsAndDeadLettersNobody(Outage outage) throws Exception {
        long recovered = sitOut(outage, "resend");

        await().atMost(BACKLOG_LIMIT)
                .untilAsserted(() -> assertThat(mails().keySet()).containsAll(inserted()));
        report(outage, recovered);
        assertThat(deadLetters()).isEmpty();
        assertThat(mails().values())
                .allSatisfy(times -> assertThat(times).hasSizeLessThanOrEqualTo(outage.mayHaveSent ? MOST_MAILS : 1));
    }

    @ParameterizedTest
    @EnumSource(
            value = Outage.class,
            names = {"HANG", "INTERNAL_FAILURE", "BROWN_OUT"})
    void mailsNobodyTwiceWhereTheUncertainBecomeDeadLetters(Outage outage) throws Exception {
        long recovered = sitOut(outage, "dead-letter");

        await().atMost(BACKLOG_LIMIT)
                .until(() -> deadLetters().size() + mails().size() >= inserted().size());
        report(outage, recovered);
        assertThat(mails().values()).allSatisfy(times -> assertThat(times).hasSize(1));
        assertThat(deadLetters().values()).allMatch("uncertain"::equals);
        assertThat(deadLetters()).hasSizeLessThan(inserted().size() / 2);
    }

    /** Waits out the calls that had begun before the hold: none for two simulated seconds. */
    private void awaitCallsUnderWay() {
        await().atMost(LIMIT).pollInterval(SECOND.multipliedBy(2)).until(() -> {
            boolean isQuiet = calls.isEmpty();
            calls.clear();
            return isQuiet;
        });
    }

    /** Returns when the outage ended. */
    private long sitOut(Outage outage, String whenUncertain) throws Exception {
        service = ServiceProcess.start(directory, environment(outage, whenUncertain), jvmOptions(outage));
        inserter.scheduleAtFixedRate(this::insert, 0, SECOND.toMillis(), TimeUnit.MILLISECONDS);
        await().atMost(LIMIT).until(() -> mails().size() > 30);
        begin(outage);
        await().atMost(LIMIT).until(() -> service.log().contains("Mailing is held"));
        awaitCallsUnderWay();
        long held = System.nanoTime();

        await().during(OUTAGE).atMost(OUTAGE.plus(LIMIT)).until(service::isAlive);

        double simulated = (System.nanoTime() - held) / 1e9 * SPEED;
        LOG.info("{}: {} calls in {} simulated seconds", outage, calls.size(), Math.round(simulated));
        assertThat(calls.size()).as("calls while held").isLessThanOrEqualTo((int) (simulated / 5) + 2);
        end(outage);
        inserter.shutdown();
        assertThat(inserter.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        return System.currentTimeMillis();
    }

    private void begin(Outage outage) throws IOException {
        aws.ses().fault((call, ses) -> {
            calls.add(System.nanoTime());
            return outage.fault.answer(call, ses);
        });
        if (outage == Outage.REFUSED) {
            aws.ses().refuseConnections();
        }
        if (outage == Outage.TLS) {
            ses.trusted(false);
        }
    }

    private void end(Outage outage) throws IOException {
        aws.ses().fault(SesFault.NONE);
        if (outage == Outage.TLS) {
            ses.trusted(true);
        }
        if (outage == Outage.REFUSED) {
            aws.ses().acceptConnections();
        }
    }

    private void report(Outage outage, long recovered) throws IOException {
        long first = mails().values().stream()
                .flatMap(List::stream)
                .filter(at -> at > recovered)
                .min(Long::compare)
                .orElse(recovered);
        LOG.info(
                "{}: {} inserted, {} mailed, {} of them again, dead letters {}, on again after {} simulated seconds",
                outage,
                inserted().size(),
                mails().size(),
                mails().values().stream().mapToInt(times -> times.size() - 1).sum(),
                deadLetters().size(),
                (first - recovered) * SPEED / 1000);
    }

    private void insert() {
        String address = "candidate-" + next.incrementAndGet() + "@example.com";
        synchronized (inserted) {
            inserted.add(address);
        }
        aws.candidates().insert("Candidate", address, "java", "4");
    }

    private Set<String> inserted() {
        synchronized (inserted) {
            return Set.copyOf(inserted);
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

    private Map<String, String> deadLetters() throws IOException {
        Path folder = directory.resolve("dead-letters");
        Map<String, String> reasons = new HashMap<>();
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".json")).toList()) {
                    reasons.put(
                            file.toString(),
                            new ObjectMapper()
                                    .readTree(file.toFile())
                                    .get("reason")
                                    .asText());
                }
            }
        }
        return reasons;
    }

    private Map<String, String> environment(Outage outage, String whenUncertain) {
        Map<String, String> environment = new HashMap<>(aws.environment());
        if (outage == Outage.TLS) {
            environment.put("AWS_ENDPOINT_URL_SES", ses.endpoint().toString());
        }
        environment.put("MAIL_FROM", "jobs@example.com");
        environment.put("MAIL_REPLY_TO", "hr@example.com");
        environment.put("MAIL_WHEN_UNCERTAIN", whenUncertain);
        // Not a tenth: on a busy machine, normal responses may take as long, which would be a second outage.
        environment.put("MAIL_CONNECT_TIMEOUT", "2000");
        environment.put("MAIL_READ_TIMEOUT", "3000");
        environment.put("MAIL_CALL_TIMEOUT", "4000");
        environment.put("MAIL_PROBE_INTERVAL", scaled(10_000));
        environment.put("MAIL_RETRY_DELAY", scaled(500));
        environment.put("MAIL_RETRY_DELAY_LIMIT", scaled(30_000));
        return environment;
    }

    private List<String> jvmOptions(Outage outage) {
        List<String> options = new ArrayList<>(ServiceProcess.JVM_OPTIONS);
        if (outage == Outage.TLS) {
            options.addAll(ses.trustOptions());
        }
        return options;
    }

    private static String scaled(int millis) {
        return String.valueOf(millis / SPEED);
    }

    /** An outage: how SES or the network treats all calls, or most. */
    private enum Outage {
        /** The port may close during a request. */
        REFUSED(true, SesFault.NONE),
        /** A certificate that is not trusted; connections end under requests. */
        TLS(true, SesFault.NONE),
        RESET(true, SesFault.hangUpBefore()),
        HANG(true, SesFault.delay(Duration.ofSeconds(5))),
        INTERNAL_FAILURE(true, SesError.INTERNAL_FAILURE),
        UNAVAILABLE(false, SesError.SERVICE_UNAVAILABLE),
        BAD_GATEWAY(true, (call, ses) -> new SesReply(502, "<html>Bad gateway</html>")),
        HTML(true, (call, ses) -> new SesReply(200, "<html><body>Please log in<br></body></html>")),
        PAUSED_IN_WORDS(
                false,
                (call, ses) -> call.sends()
                        ? SesReply.error(
                                400,
                                "MessageRejected",
                                "Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.")
                        : ses.get()),
        BROWN_OUT(true, new BrownOut());

        /** Returns whether a call that failed this way may have sent the mail. */
        private final boolean mayHaveSent;

        private final SesFault fault;

        Outage(boolean mayHaveSent, SesFault fault) {
            this.mayHaveSent = mayHaveSent;
            this.fault = fault;
        }
    }

    /** Nine of ten calls fail. */
    private static final class BrownOut implements SesFault {
        private final Random dice = new Random(4);

        @Override
        public SesReply answer(SesCall call, Supplier<SesReply> ses) {
            return isWell() ? ses.get() : SesError.INTERNAL_FAILURE.answer(call, ses);
        }

        private synchronized boolean isWell() {
            return dice.nextInt(10) == 0;
        }
    }
}
