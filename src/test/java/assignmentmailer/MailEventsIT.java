package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.local.CandidatesTable;
import assignmentmailer.local.LocalSqs;
import assignmentmailer.local.SesFault;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** The packaged service learns from SES's events what became of its mails. */
class MailEventsIT extends PackagedService {
    private static final String QUEUE = "assignment-mailer-events";

    private LocalSqs sqs;
    private String url;

    @BeforeEach
    void createQueue() throws IOException {
        sqs = aws.sqs();
        url = sqs.createWithDeadLetters(QUEUE, QUEUE + "-dead", 10);
        aws.ses().publishTo((mail, events) -> events.forEach(event -> sqs.put(url, event)));
        environment.putAll(aws.environment());
        environment.put("MAIL_EVENTS_ENABLED", "true");
        environment.put("MAIL_CONFIGURATION_SET", "assignment-mailer");
        environment.put("MAIL_EVENTS_WAIT", "15m");
        environment.put("MAIL_RETRY_DELAY", "10");
        try (ServerSocket free = new ServerSocket(0)) {
            environment.put("MANAGEMENT_PORT", String.valueOf(free.getLocalPort()));
        }
    }

    @Test
    void showsWhoWasReachedAndWhoWasNot() throws Exception {
        String jane = insert("jane@example.com");
        String bounced = insert("bounce@example.com");
        String suppressed = insert("suppressionlist@example.com");
        String complained = insert("complaint+me@example.com");
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT)
                    .until(() -> events(jane).contains("delivery")
                            && events(bounced).contains("bounce-permanent")
                            && events(suppressed).contains("bounce-permanent")
                            && events(complained).contains("complaint"));

            assertThat(explain(jane)).contains("delivery", "the candidate's mail server took the mail");
            assertThat(explain(bounced))
                    .contains("bounce-permanent, General 5.1.1 smtp; 550 5.1.1 user unknown", "next     bounced: ")
                    .doesNotContain("bounce@");
            assertThat(explain(complained)).contains("reported the mail as spam");
            assertThat(metric("mail_events_total{event=\"bounce-permanent\"")).isEqualTo(2);
            assertThat(metric("mail_events_total{event=\"complaint\"")).isEqualTo(1);
            assertThat(metric("mail_account_bounce_rate")).isZero();
            assertThat(service.log())
                    .contains("candidates/" + bounced + " was not reached: bounce-permanent at ")
                    .doesNotContain("@example.com", "ERROR");
            assertThat(deadLetters()).isEmpty();
            assertThat(entry(bounced).toString()).doesNotContain("@");
        }
    }

    @Test
    void replaysABouncedMailOnlyToAnotherAddress() throws Exception {
        environment.put("MAIL_EVENTS_ON_BOUNCE", "dead-letter");
        String bounced = insert("bounce@example.com");
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> events(bounced).contains("bounce-permanent"));
            assertThat(deadLetters()).singleElement().satisfies(letter -> assertThat(letter)
                    .content()
                    .contains("\"reason\":\"bounced\"", "bounce@example.com"));

            replay();
            await().atMost(LIMIT).until(() -> service.log().split("reason bounced: candidates/" + bounced).length == 3);
            mend(bounced, "jane@example.com");
            replay();

            await().atMost(LIMIT)
                    .until(() -> mailed().size() == 2 && events(bounced).contains("delivery"));
            assertThat(mailed()).containsExactly("bounce@example.com", "jane@example.com");
            assertThat(explain(bounced)).contains("the candidate's mail server took the mail");
            assertThat(deadLetters()).isEmpty();
        }
    }

    @Test
    void settlesAnUncertainMailByItsEvent() throws Exception {
        aws.ses().fault(SesFault.inTurn(SesFault.NONE, SesFault.hangUpAfter()));
        insert("first@example.com");
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> mailed().size() == 1);
            String uncertain = insert("jane@example.com");
            await().atMost(LIMIT).until(() -> status(uncertain).equals("SENT"));

            await().during(Duration.ofSeconds(3)).atMost(LIMIT).until(() -> mailed().size() == 2);
            assertThat(entry(uncertain).get("messageId").s())
                    .isEqualTo(aws.mailbox().mails().get(1).id());
            assertThat(metric("mail_uncertain_total")).isEqualTo(1);
            assertThat(service.log()).contains("SES took the uncertain attempt");
        }
    }

    /** Killed while SES answers: the attempt's event is the only one who knows. */
    @Test
    void settlesTheMailOfAKilledProcessByItsEvent() throws Exception {
        aws.ses()
                .fault((call, ses) ->
                        call.sends() ? SesFault.delay(Duration.ofSeconds(20)).answer(call, ses) : ses.get());
        environment.put("MAIL_READ_TIMEOUT", "30s");
        environment.put("MAIL_CALL_TIMEOUT", "30s");
        String jane = insert("jane@example.com");
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> mailed().size() == 1);
            service.kill();
            service.exitCode(LIMIT.toSeconds());
        }
        aws.ses().fault(SesFault.NONE);
        environment.put("MAIL_READ_TIMEOUT", "1s");
        environment.put("MAIL_CALL_TIMEOUT", "1s");
        environment.put("MAIL_CONNECT_TIMEOUT", "1s");

        try (ServiceProcess restarted = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT.multipliedBy(2)).until(() -> status(jane).equals("SENT"));

            assertThat(mailed()).containsExactly("jane@example.com");
            assertThat(restarted.isAlive()).isTrue();
        }
    }

    @Test
    void sendsAgainAfterTheWaitWhereTheEventIsLost() throws Exception {
        environment.put("MAIL_EVENTS_WAIT", "2s");
        aws.ses().publishTo((mail, events) -> {});
        aws.ses().fault(SesFault.inTurn(SesFault.NONE, SesFault.hangUpAfter()));
        insert("first@example.com");
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> mailed().size() == 1);
            insert("jane@example.com");

            await().atMost(LIMIT).until(() -> mailed().size() == 3);
            List<Long> times = aws.mailbox().mails().stream()
                    .map(mail -> mail.receivedAt())
                    .toList();
            assertThat(times.get(2) - times.get(1)).isGreaterThan(1_900);
            assertThat(service.isAlive()).isTrue();
        }
    }

    @Test
    void keepsWhatIsNoEventWhereNoReplayReadsIt() throws Exception {
        sqs.put(url, "Jane Doe, jane@example.com");
        sqs.put(url, payload("sns-envelope-validation-notice.json"));
        sqs.put(url, payload("ses-feedback-notification-bounce.json"));
        sqs.put(url, payload("ses-event-bounce-permanent.json"));
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> sqs.size(url) == 0);

            try (Stream<Path> kept = Files.list(directory.resolve("dead-letters/mail-events"))) {
                assertThat(kept)
                        .singleElement()
                        .satisfies(file -> assertThat(file).content().isEqualTo("Jane Doe, jane@example.com"));
            }
            assertThat(metric("mail_events_unreadable_total")).isEqualTo(1);
            assertThat(metric("mail_events_passed_over_total{reason=\"validation-notice\""))
                    .isEqualTo(1);
            assertThat(metric("mail_events_passed_over_total{reason=\"feedback\""))
                    .isEqualTo(1);
            assertThat(metric("mail_events_passed_over_total{reason=\"other-sender\""))
                    .isEqualTo(1);
            assertThat(deadLetters()).isEmpty();
            assertThat(service.log()).doesNotContain("jane", "ERROR");
        }
    }

    @Test
    void refusesAMissingQueueOfEvents() throws Exception {
        environment.put("MAIL_EVENTS_QUEUE", "no-such-queue");

        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            assertThat(service.exitCode(LIMIT.toSeconds())).isEqualTo(1);
            assertThat(service.log()).contains("mail-events.queue: there is no queue no-such-queue");
        }
    }

    private static String payload(String name) throws IOException {
        return Files.readString(Path.of("src/test/resources/payloads", name));
    }

    private String insert(String email) {
        return aws.candidates().insert("A Candidate", email, "java", "4");
    }

    private void mend(String id, String email) {
        Map<String, AttributeValue> item = ChangeRecords.image();
        item.put("id", AttributeValue.fromS(id));
        item.put("email", AttributeValue.fromS(email));
        aws.dynamoDb().putItem(put -> put.tableName(CandidatesTable.NAME).item(item));
    }

    private void replay() throws IOException {
        for (Path letter : deadLetters()) {
            Files.move(letter, directory.resolve("dead-letters/replay").resolve(letter.getFileName()));
        }
    }

    private List<String> mailed() {
        return aws.mailbox().mails().stream()
                .flatMap(mail -> mail.destinations().stream())
                .toList();
    }

    private Map<String, AttributeValue> entry(String id) {
        try {
            return aws.dynamoDb()
                    .getItem(get -> get.tableName("assignment-mailer-state")
                            .key(Map.of("id", AttributeValue.fromS("assignment-mailer/mail/candidates/" + id))))
                    .item();
        } catch (ResourceNotFoundException notStarted) {
            return Map.of();
        }
    }

    private String status(String id) {
        AttributeValue status = entry(id).get("status");
        return status == null ? "" : status.s();
    }

    /** Returns the words of the events in a candidate's entry. */
    private List<String> events(String id) {
        AttributeValue events = entry(id).get("events");
        return events == null
                ? List.of()
                : events.l().stream().map(line -> line.s().split(" ")[0]).toList();
    }

    private String explain(String id) throws Exception {
        return CommandProcess.run(directory, environment, "explain", id).out();
    }

    private double metric(String name) throws Exception {
        URI metrics = URI.create("http://localhost:" + environment.get("MANAGEMENT_PORT") + "/observe/metrics");
        String all = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body();
        return all.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private List<Path> deadLetters() throws IOException {
        Path folder = directory.resolve("dead-letters");
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }
}
