package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.local.LocalSqs;
import assignmentmailer.local.ReceivedMail;
import assignmentmailer.local.SesError;
import assignmentmailer.local.SesFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The packaged jar, with candidates from a queue instead of the stream.
 *
 * <p>{@code -Dqueue.messages=10 -Dqueue.mail-seconds=12 -Dqueue.periods=10} runs at full size.
 */
class QueueIT extends PackagedService {
    private static final int MESSAGES = Integer.getInteger("queue.messages", 4);
    private static final int MAIL_SECONDS = Integer.getInteger("queue.mail-seconds", 6);
    private static final int PERIODS = Integer.getInteger("queue.periods", 3);
    private static final int VISIBILITY = 4;
    private static final String QUEUE = "assignment-mailer";
    private static final String DEAD = "assignment-mailer-dead";

    private LocalSqs sqs;
    private String url;

    @BeforeEach
    void queue() {
        sqs = aws.sqs();
        // a third receive would move a message to the queue's own dead-letter queue
        url = sqs.createWithDeadLetters(QUEUE, DEAD, 2);
        environment.putAll(aws.environment());
        environment.put("AWS_ENDPOINT_URL_DYNAMODB_STREAMS", "http://127.0.0.1:9");
        environment.put("STREAM_ENABLED", "false");
        environment.put("QUEUE_ENABLED", "true");
        environment.put("QUEUE_VISIBILITY", VISIBILITY + "s");
    }

    @Test
    void mailsEachCandidateAndDeletesTheMessage() throws Exception {
        List<String> addresses = send(20);
        send("{\"no\":\"record\"}");
        send(ChangeRecords.piped("applicants", "c-other", "other@example.com"));
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> sqs.size(url) == 0);

            assertThat(mailed()).containsExactlyInAnyOrderElementsOf(addresses);
            assertThat(letters())
                    .hasSize(2)
                    .allSatisfy(letter -> assertThat(letter).content().contains("\"reason\":\"unreadable\""));
            assertThat(deadLettersOfTheQueue()).isZero();
            service.terminate();
            assertThat(service.exitCode(LIMIT.toSeconds())).isZero();
            assertThat(service.log()).doesNotContain("Exception:", "ERROR", "in a row", "example.com");
        }
    }

    @Test
    void mailsOnceWhatTakesLongerThanTheVisibility() throws Exception {
        environment.put("MAIL_CONCURRENCY", "2");
        environment.put("MAIL_READ_TIMEOUT", "30s");
        environment.put("MAIL_CALL_TIMEOUT", "30s");
        aws.ses().fault(forMails(SesFault.delay(Duration.ofSeconds(MAIL_SECONDS))));
        List<String> addresses = send(MESSAGES);
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT.plusSeconds((long) MESSAGES * MAIL_SECONDS)).until(() -> sqs.size(url) == 0);

            assertThat(mailed()).containsExactlyInAnyOrderElementsOf(addresses);
            assertThat(deadLettersOfTheQueue()).isZero();
            assertThat(service.log()).doesNotContain("in a row", "ERROR");
        }
    }

    @Test
    void keepsTheReceivesOfMessagesLowDuringAHold() throws Exception {
        environment.put("MAIL_PROBE_INTERVAL", "1s");
        environment.put("MAIL_CONCURRENCY", "8");
        aws.ses().fault(SesError.ACCOUNT_SENDING_PAUSED);
        List<String> addresses = send(40);
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> service.log().contains("Mailing is held"));

            Duration held = Duration.ofSeconds((long) PERIODS * VISIBILITY);
            await().during(held).atMost(held.plusSeconds(5)).until(() -> sqs.size(url) == addresses.size());
            aws.ses().fault(SesFault.NONE);

            await().atMost(LIMIT).until(() -> sqs.size(url) == 0);
            assertThat(mailed()).containsExactlyInAnyOrderElementsOf(addresses);
            assertThat(deadLettersOfTheQueue()).isZero();
        }
    }

    /** The other copies need not wait for the visibility, which is an hour here. */
    @Test
    void givesWhatItHasNotMailedBackToTheQueueWhenItStops() throws Exception {
        environment.put("QUEUE_VISIBILITY", "1h");
        environment.put("MAIL_PROBE_INTERVAL", "1s");
        aws.ses().fault(SesError.ACCOUNT_SENDING_PAUSED);
        List<String> addresses = send(8);
        try (ServiceProcess first = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> first.log().contains("Mailing is held"));
            first.terminate();
            assertThat(first.exitCode(LIMIT.toSeconds())).isZero();
        }
        aws.ses().fault(SesFault.NONE);

        try (ServiceProcess second = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> mailed().size() == addresses.size());

            assertThat(mailed()).containsExactlyInAnyOrderElementsOf(addresses);
            assertThat(second.isAlive()).isTrue();
        }
    }

    @Test
    void mailsOnceWhatComesByTheStreamAsWell() throws Exception {
        environment.put("STREAM_ENABLED", "true");
        environment.remove("AWS_ENDPOINT_URL_DYNAMODB_STREAMS");
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String address = "both-" + i + "@example.com";
            String id = aws.candidates().insert("A Candidate", address, "java", "4");
            send(ChangeRecords.piped("candidates", id, address));
            addresses.add(address);
        }
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> mailed().size() >= addresses.size() && sqs.size(url) == 0);

            assertThat(mailed()).containsExactlyInAnyOrderElementsOf(addresses);
            assertThat(letters()).isEmpty();
            assertThat(service.isAlive()).isTrue();
        }
    }

    @Test
    void refusesAMissingQueueInOneLine() throws Exception {
        environment.put("QUEUE_NAME", "nowhere");
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            assertThat(service.exitCode(LIMIT.toSeconds())).isEqualTo(1);
            assertThat(service.log().lines().filter(line -> line.contains("ERROR")))
                    .singleElement()
                    .asString()
                    .endsWith(
                            "Cannot start: queue.name: there is no queue nowhere in this account and region: create it, or correct the name");
        }
    }

    @Test
    void waitsForAQueueThatCannotBeReachedYet() throws Exception {
        environment.put("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9");
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT)
                    .until(() -> service.log().contains("queue.name: the start waits and tries again in 2 s"));

            service.terminate();

            assertThat(service.exitCode(LIMIT.toSeconds())).isZero();
        }
    }

    private List<String> send(int candidates) {
        List<String> addresses = IntStream.range(0, candidates)
                .mapToObj(i -> "queued-" + i + "@example.com")
                .toList();
        for (int i = 0; i < candidates; i++) {
            send(ChangeRecords.piped("candidates", "c-" + i, addresses.get(i)));
        }
        return addresses;
    }

    private void send(String body) {
        sqs.client().sendMessage(send -> send.queueUrl(url).messageBody(body));
    }

    private static SesFault forMails(SesFault fault) {
        return (call, ses) -> call.sends() ? fault.answer(call, ses) : ses.get();
    }

    private int deadLettersOfTheQueue() {
        return sqs.size(sqs.client().getQueueUrl(get -> get.queueName(DEAD)).queueUrl());
    }

    private List<String> mailed() {
        return aws.mailbox().mails().stream()
                .map(ReceivedMail::destinations)
                .flatMap(List::stream)
                .filter(address -> !address.startsWith("success@"))
                .toList();
    }

    private List<Path> letters() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("dead-letters"))) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }
}
