package assignmentmailer.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.ServiceProcess;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.LocalSqs;
import assignmentmailer.local.ReceivedMail;
import assignmentmailer.local.SesFault;
import assignmentmailer.local.SesQuota;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * The packaged service, killed repeatedly, against an SES of which one send in ten is ambiguous, and whose events are lost,
 * repeated, shuffled and late; beside it, the same without events. At the end, what the ledger says of each candidate is
 * held against what SES took and published, which the test accounts for by itself.
 *
 * <p>{@code -Dmail-events.candidates=5000 -Dmail-events.kills=5 -Dmail-events.latest-ms=20000 -Dmail-events.wait=30s} runs
 * at full size; {@code -Dmail-events.seed} varies the run. {@code -Dmail-events.ambiguous=40}, in percent, is a brown-out.
 */
@Tag("slow")
class MailEventsChaosIT {
    private static final Logger LOG = LoggerFactory.getLogger(MailEventsChaosIT.class);
    private static final int CANDIDATES = Integer.getInteger("mail-events.candidates", 200);
    private static final int KILLS = Integer.getInteger("mail-events.kills", 1);
    private static final int LATEST_MS = Integer.getInteger("mail-events.latest-ms", 1_500);
    private static final String WAIT = System.getProperty("mail-events.wait", "15s");
    private static final long SEED = Long.getLong("mail-events.seed", 17);

    private static final double AMBIGUOUS = Integer.getInteger("mail-events.ambiguous", 10) / 100.0;
    private static final int MAILS_A_SECOND = Integer.getInteger("mail-events.rate", 100);
    private static final double LOST = 0.05;
    private static final int MOST_COPIES = 3;
    private static final String QUEUE = "events";
    private static final String PROBED = "@simulator.amazonses.com";
    private static final Duration LIMIT = Duration.ofMinutes(20);

    @TempDir
    private Path directory;

    @Test
    void settlesAmbiguousMailsByTheirEventsAndNoneWrongly() throws Exception {
        Account without = new Run(false).account();
        Account with = new Run(true).account();

        LOG.info("without events: {}", without.summary());
        LOG.info("with events: {}", with.summary());
        assertThat(without.secondMails()).isPositive();
        assertThat(with.secondMails()).isLessThanOrEqualTo(without.secondMails() / 5);
    }

    /** What SES took of one candidate's mails, and published about them. */
    private record Taken(String messageId, Set<String> published) {}

    /**
     * The account of one run.
     *
     * @param taken by address
     */
    private record Account(Map<String, List<Taken>> taken, int untold, int kills, double mailsASecond) {
        int secondMails() {
            return taken.values().stream().mapToInt(mails -> mails.size() - 1).sum();
        }

        String summary() {
            return "%d candidates mailed, %d of them again, %d mails taken untold, %d kills, %.0f mails a second"
                    .formatted(taken.size(), secondMails(), untold, kills, mailsASecond);
        }
    }

    /** One run of the service to its end. */
    private final class Run {
        private final boolean hasEvents;
        private final Map<String, String> addresses = new HashMap<>();
        private final Map<String, List<Taken>> taken = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> sends = new ConcurrentHashMap<>();
        private final AtomicInteger untold = new AtomicInteger();
        private final AtomicInteger pending = new AtomicInteger();
        private final Random dice = new Random(SEED);
        private final ScheduledExecutorService publishing = Executors.newScheduledThreadPool(2);

        Run(boolean hasEvents) {
            this.hasEvents = hasEvents;
        }

        Account account() throws Exception {
            Path home = ServiceProcess.prepare(Files.createDirectory(directory.resolve("events-" + hasEvents)));
            try (EmbeddedAws aws = EmbeddedAws.inMemory()) {
                LocalSqs sqs = aws.sqs();
                String queue = sqs.createWithDeadLetters(QUEUE, QUEUE + "-dead", 10);
                aws.ses().quota(new SesQuota(MAILS_A_SECOND, -1));
                aws.ses().fault(ambiguous());
                aws.ses().publishTo((mail, events) -> publish(mail, events, sqs, queue));
                insert(aws);
                killRepeatedly(aws, home);
                try (ServiceProcess service = ServiceProcess.start(home, environment(aws))) {
                    await().atMost(LIMIT)
                            .pollInterval(Duration.ofSeconds(1))
                            .ignoreException(ResourceNotFoundException.class)
                            .until(() -> pending.get() == 0
                                    && (!hasEvents || sqs.size(queue) == 0)
                                    && taken.size() == CANDIDATES
                                    && areAllSent(aws));
                    service.terminate();
                    assertThat(service.exitCode(LIMIT.toSeconds())).isZero();
                    assertThat(service.log()).doesNotContain("ERROR", "@example.com");
                }
                if (hasEvents) {
                    check(aws);
                }
                return new Account(
                        taken, untold.get(), KILLS, mailsASecond(aws.mailbox().mails()));
            } finally {
                publishing.shutdownNow();
            }
        }

        /** Returns the mails a second until nine candidates in ten were mailed: the rest wait for a lease, or an event. */
        private double mailsASecond(List<ReceivedMail> mails) {
            int most = mails.size() * 9 / 10;
            double seconds = (mails.get(most).receivedAt() - mails.get(0).receivedAt()) / 1000.0;
            return most / seconds;
        }

        private void killRepeatedly(EmbeddedAws aws, Path home) throws Exception {
            for (int kill = 1; kill <= KILLS; kill++) {
                int due = CANDIDATES * kill / (KILLS + 1);
                try (ServiceProcess service = ServiceProcess.start(home, environment(aws))) {
                    await().atMost(LIMIT).until(() -> taken.size() >= due);
                    service.kill();
                    service.exitCode(LIMIT.toSeconds());
                }
            }
        }

        /** One send in ten is ambiguous, whether SES took it or not; the same ones in both runs. */
        private SesFault ambiguous() {
            return (call, ses) -> {
                if (!call.sends()) {
                    return ses.get();
                }
                String address = call.parameters().get("Destinations.member.1");
                int send = sends.computeIfAbsent(address, first -> new AtomicInteger())
                        .incrementAndGet();
                Random fate = new Random(SEED * 31 + address.hashCode() * 7L + send);
                // the first of similar seeds are similar
                fate.nextDouble();
                if (fate.nextDouble() >= AMBIGUOUS) {
                    return ses.get();
                }
                boolean isTaken = fate.nextDouble() < 0.7;
                untold.addAndGet(isTaken ? 1 : 0);
                return (isTaken ? SesFault.hangUpAfter() : SesFault.hangUpBefore()).answer(call, ses);
            };
        }

        private synchronized void publish(ReceivedMail mail, List<String> events, LocalSqs sqs, String queue) {
            if (mail.destinations().get(0).endsWith(PROBED)) {
                return;
            }
            Set<String> published = new TreeSet<>();
            taken.computeIfAbsent(mail.destinations().get(0), first -> new CopyOnWriteArrayList<>())
                    .add(new Taken(mail.id(), published));
            for (String event : events) {
                if (hasEvents && dice.nextDouble() >= LOST) {
                    published.add(kind(event));
                    int copies = 1 + dice.nextInt(MOST_COPIES);
                    for (int copy = 0; copy < copies; copy++) {
                        pending.incrementAndGet();
                        publishing.schedule(
                                () -> {
                                    try {
                                        sqs.put(queue, event);
                                    } finally {
                                        pending.decrementAndGet();
                                    }
                                },
                                dice.nextInt(LATEST_MS),
                                TimeUnit.MILLISECONDS);
                    }
                }
            }
        }

        private void insert(EmbeddedAws aws) {
            List<String> locals =
                    List.of("candidate", "candidate", "candidate", "bounce", "complaint", "suppressionlist");
            for (int i = 0; i < CANDIDATES; i++) {
                String address = "%s+%d@example.com".formatted(locals.get(i % locals.size()), i);
                addresses.put(aws.candidates().insert("Candidate", address, "java", "4"), address);
            }
        }

        private boolean areAllSent(EmbeddedAws aws) {
            Map<String, Map<String, AttributeValue>> entries = entries(aws);
            return entries.size() == CANDIDATES
                    && entries.values().stream()
                            .allMatch(entry -> entry.get("status").s().equals("SENT"));
        }

        /** What the ledger says of each candidate is what SES took and published. */
        private void check(EmbeddedAws aws) {
            Map<String, Map<String, AttributeValue>> entries = entries(aws);
            assertThat(addresses).allSatisfy((id, address) -> {
                Map<String, AttributeValue> entry = entries.get(id);
                List<Taken> mails = taken.get(address);
                assertThat(mails)
                        .extracting(Taken::messageId)
                        .as(address)
                        .contains(entry.get("messageId").s());
                assertThat(kinds(entry))
                        .as("%s: %s", address, entry)
                        .isEqualTo(mails.stream()
                                .flatMap(mail -> mail.published().stream())
                                .filter(kind -> !kind.equals("send"))
                                .collect(Collectors.toCollection(TreeSet::new)));
                assertThat(entry.toString()).doesNotContain("@example.com");
            });
        }

        /** Returns the candidates' entries by id. */
        private Map<String, Map<String, AttributeValue>> entries(EmbeddedAws aws) {
            Map<String, Map<String, AttributeValue>> entries = new HashMap<>();
            String prefix = "assignment-mailer/mail/candidates/";
            aws.dynamoDb()
                    .scanPaginator(
                            scan -> scan.tableName("assignment-mailer-state").consistentRead(true))
                    .items()
                    .forEach(item -> {
                        if (item.get("id").s().startsWith(prefix)) {
                            entries.put(item.get("id").s().substring(prefix.length()), item);
                        }
                    });
            return entries;
        }

        /** Returns the kinds of events in an entry, without those that only say that SES took the mail. */
        private static Set<String> kinds(Map<String, AttributeValue> entry) {
            List<AttributeValue> lines =
                    entry.containsKey("events") ? entry.get("events").l() : new ArrayList<>();
            return lines.stream()
                    .map(line -> line.s().split(" ")[0])
                    .filter(kind -> !kind.equals("send"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private static String kind(String event) {
            try {
                return switch (new JsonMapper().readTree(event).get("eventType").asText()) {
                    case "Send" -> "send";
                    case "Delivery" -> "delivery";
                    case "Bounce" -> "bounce-permanent";
                    case "Complaint" -> "complaint";
                    default -> throw new AssertionError(event);
                };
            } catch (JsonProcessingException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }

        private Map<String, String> environment(EmbeddedAws aws) throws IOException {
            Map<String, String> environment = new HashMap<>(aws.environment());
            environment.put("MAIL_FROM", "jobs@example.com");
            environment.put("MAIL_REPLY_TO", "hr@example.com");
            environment.put("MAIL_CONNECT_TIMEOUT", "1s");
            environment.put("MAIL_READ_TIMEOUT", "1s");
            environment.put("MAIL_CALL_TIMEOUT", "1s");
            environment.put("MAIL_CONFIGURATION_SET", "chaos");
            environment.put("MAIL_EVENTS_ENABLED", String.valueOf(hasEvents));
            environment.put("MAIL_EVENTS_QUEUE", QUEUE);
            environment.put("MAIL_EVENTS_WAIT", WAIT);
            return environment;
        }
    }
}
