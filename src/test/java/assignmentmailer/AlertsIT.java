package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.deploy.AlertForecast;
import assignmentmailer.deploy.AlertRules;
import assignmentmailer.deploy.Dashboard;
import assignmentmailer.deploy.Promtool;
import assignmentmailer.deploy.Query;
import assignmentmailer.deploy.Series;
import assignmentmailer.local.DynamoDbProxy;
import assignmentmailer.local.SesError;
import assignmentmailer.local.SesFault;
import assignmentmailer.local.SesQuota;
import assignmentmailer.local.SesReply;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The packaged service in each trouble of which an alert warns: it shows every metric and label that the alert names, and
 * the alert fires, by promtool where that is installed.
 */
class AlertsIT extends PackagedService {
    /** Seconds of what lasts, in a minute. */
    private static final double GROWS = 60;

    private static final double SHRINKS = -60;
    private static final double STAYS = 0;

    /** Receives that fail follow each other after 16 seconds at most. */
    private static final double FAILURES = 3;

    private static final Pattern METRICS = Pattern.compile("(\\d+)/observe/metrics");
    private static final String QUEUE = "assignment-mailer";

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicReference<String> throttled = new AtomicReference<>("nothing");
    private DynamoDbProxy dynamoDb;
    private int starts;

    @BeforeEach
    void putProxyBeforeDynamoDb() {
        dynamoDb = DynamoDbProxy.before(
                aws.dynamoDbEndpoint(), (action, document) -> (action + document).contains(throttled.get()));
        environment.put("AWS_ENDPOINT_URL", dynamoDb.endpoint().toString());
    }

    @AfterEach
    void closeProxy() {
        dynamoDb.close();
    }

    @Test
    void assignmentMailerSilent() throws Exception {
        try (ServiceProcess service = start()) {
            List<Series> before = shown(service);

            service.terminate();
            service.exitCode(LIMIT.toSeconds());

            check("AssignmentMailerSilent", before, before, List.of(), STAYS);
        }
    }

    @Test
    void assignmentMailerReaderBehindAndLossNear() throws Exception {
        List<Series> before = readUpTo(Instant.now().minus(Duration.ofHours(19)));
        throttled.set("GetRecords");

        try (ServiceProcess service = start()) {
            List<Series> during = awaited("ddbstream_polls_failed_total", service);

            check("AssignmentMailerReaderBehind", before, during, during, GROWS);
            check("AssignmentMailerLossNear", before, with(during, "queue_retention_left_seconds"), during, SHRINKS);
        }
    }

    @Test
    void assignmentMailerRecordsLost() throws Exception {
        List<Series> before = readUpTo(Instant.now().minus(Duration.ofHours(25)));

        try (ServiceProcess service = start()) {
            List<Series> during = awaited("ddbstream_gaps_total", service);

            check("AssignmentMailerRecordsLost", before, during, during, STAYS);
        }
    }

    @Test
    void assignmentMailerHeld() throws Exception {
        aws.ses().fault(SesError.ACCOUNT_SENDING_PAUSED);
        try (ServiceProcess service = start()) {
            List<Series> before = shown(service);

            insert("jane@example.com");

            List<Series> during = awaited("mail_held_seconds", service);
            assertThat(during)
                    .anyMatch(series -> Map.of("cause", "account").equals(series.labels()) && series.value() > 0);
            check("AssignmentMailerHeld", before, during, during, GROWS);
        }
    }

    @Test
    void assignmentMailerLedgerUnavailable() throws Exception {
        try (ServiceProcess service = start()) {
            List<Series> before = shown(service);

            throttled.set("assignment-mailer/mail/");
            insert("jane@example.com");

            List<Series> during = awaited("mail_ledger_unavailable_seconds", service);
            check("AssignmentMailerLedgerUnavailable", before, during, during, GROWS);
        }
    }

    @Test
    void assignmentMailerDeadLetters() throws Exception {
        try (ServiceProcess service = start()) {
            List<Series> before = shown(service);

            insert("no address");

            List<Series> during = awaited("mail_dead_letters_total", service);
            check("AssignmentMailerDeadLetters", before, during, during, STAYS);
        }
    }

    @Test
    void assignmentMailerUncertain() throws Exception {
        aws.ses().fault(SesFault.inTurn(SesFault.hangUpAfter()));
        try (ServiceProcess service = start()) {
            List<Series> before = shown(service);

            insert("jane@example.com");

            List<Series> during = awaited("mail_uncertain_total", service);
            check("AssignmentMailerUncertain", before, during, during, STAYS);
        }
    }

    @Test
    void assignmentMailerQuotaNearlyUsed() throws Exception {
        aws.ses().quota(new SesQuota(14, 10));
        try (ServiceProcess service = start()) {
            List<Series> before = shown(service);

            IntStream.range(0, 9).forEach(i -> insert("jane-" + i + "@example.com"));

            List<Series> during = awaited(service, shown -> value("mail_quota_used", shown) >= 0.9);
            assertThat(value("mail_quota_left", during)).isEqualTo(1);
            check("AssignmentMailerQuotaNearlyUsed", before, during, during, STAYS);
        }
    }

    @Test
    void assignmentMailerQueueBehind() throws Exception {
        String url = readQueue();
        aws.ses().fault(SesError.ACCOUNT_SENDING_PAUSED);
        try (ServiceProcess service = start()) {
            List<Series> before = shown(service);

            aws.sqs().client().sendMessage(send -> send.queueUrl(url)
                    .messageBody(ChangeRecords.piped("candidates", "c-1", "jane@example.com")));

            List<Series> during = awaited("queue_age_seconds", service);
            assertThat(value("queue_retention_left_seconds", during))
                    .isLessThan(Duration.ofDays(4).toSeconds())
                    .isGreaterThan(Duration.ofDays(3).toSeconds());
            check("AssignmentMailerQueueBehind", before, during, during, GROWS);
        }
    }

    @Test
    void assignmentMailerQueueFails() throws Exception {
        String url = readQueue();
        try (ServiceProcess service = start()) {
            List<Series> before = shown(service);

            aws.sqs().client().deleteQueue(delete -> delete.queueUrl(url));

            List<Series> during = awaited("queue_failures_total", service);
            check("AssignmentMailerQueueFails", before, during, during, FAILURES);
        }
    }

    @Test
    void assignmentMailerBounced() throws Exception {
        String url = readEvents();
        aws.ses().publishTo((mail, events) -> events.forEach(event -> aws.sqs().put(url, event)));
        try (ServiceProcess service = start()) {
            List<Series> before = shown(service);

            insert("bounce@example.com");

            List<Series> during = awaited(service, shown -> shown.stream()
                    .anyMatch(series ->
                            Map.of("event", "bounce-permanent").equals(series.labels()) && series.value() > 0));
            check("AssignmentMailerBounced", before, during, during, STAYS);
        }
    }

    @Test
    void assignmentMailerBouncesAndComplaints() throws Exception {
        List<Series> before;
        try (ServiceProcess service = start()) {
            before = shown(service);
        }
        aws.ses().fault((call, ses) -> call.action().equals("GetSendStatistics") ? statistics(500, 21, 1) : ses.get());

        try (ServiceProcess service = start()) {
            List<Series> during = awaited("mail_account_bounce_rate", service);

            check("AssignmentMailerBounces", before, during, during, STAYS);
            check("AssignmentMailerComplaints", before, during, during, STAYS);
        }
    }

    private static SesReply statistics(int mails, int bounces, int complaints) {
        return SesReply.success(
                "GetSendStatistics",
                "<SendDataPoints><member><Timestamp>%s</Timestamp><DeliveryAttempts>%d</DeliveryAttempts><Bounces>%d</Bounces><Complaints>%d</Complaints><Rejects>0</Rejects></member></SendDataPoints>"
                        .formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS), mails, bounces, complaints));
    }

    @Test
    void assignmentMailerEventsBehind() throws Exception {
        String url = readEvents();
        List<String> published = new CopyOnWriteArrayList<>();
        aws.ses().publishTo((mail, events) -> published.addAll(events));
        try (ServiceProcess service = start()) {
            List<Series> before = shown(service);
            insert("jane@example.com");
            awaited("mail_sent_total", service);

            throttled.set("assignment-mailer/mail/");
            published.forEach(event -> aws.sqs().put(url, event));

            List<Series> during = awaited("mail_events_age_seconds", service);
            check("AssignmentMailerEventsBehind", before, during, during, GROWS);
        }
    }

    @Test
    void assignmentMailerEventsUnreadable() throws Exception {
        String url = readEvents();
        try (ServiceProcess service = start()) {
            List<Series> before = shown(service);

            aws.sqs().put(url, "no event");

            List<Series> during = awaited("mail_events_unreadable_total", service);
            check("AssignmentMailerEventsUnreadable", before, during, during, STAYS);
        }
    }

    @Test
    void showsWhatTheDashboardNames() throws Exception {
        String url = readQueue();
        readEvents();
        environment.put("STREAM_ENABLED", "true");
        try (ServiceProcess service = start()) {
            insert("jane@example.com");
            insert("no address");
            awaited(service, shown -> value("mail_sent_total", shown) == 1);
            aws.sqs().client().deleteQueue(delete -> delete.queueUrl(url));
            awaited("queue_failures_total", service);
            List<Series> during = awaited("mail_dead_letters_total", service);

            assertThat(Dashboard.queries()).hasSizeGreaterThan(20).allSatisfy(query -> assertThat(
                            query.missingIn(during))
                    .as(query.toString())
                    .isEmpty());
        }
    }

    /** Each alert has a test above, which its name is in. */
    @Test
    void bringsEachTroubleAbout() throws IOException {
        Set<String> tests = Arrays.stream(AlertsIT.class.getDeclaredMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());

        assertThat(AlertRules.queries())
                .hasSizeGreaterThan(10)
                .extracting(Query::owner)
                .allSatisfy(alert -> assertThat(tests)
                        .anyMatch(test -> test.startsWith("assignmentMailer")
                                && Arrays.asList(test.substring("assignmentMailer".length())
                                                .split("And"))
                                        .contains(alert.substring("AssignmentMailer".length()))));
    }

    /**
     * Checks that the service shows what an alert names, and that the alert fires.
     *
     * @param shown where the alert's metrics and labels are looked for
     * @param perMinute what the alert's metrics gain each minute while the trouble lasts
     */
    private void check(String name, List<Series> before, List<Series> shown, List<Series> during, double perMinute)
            throws Exception {
        Query alert = AlertRules.queries().stream()
                .filter(query -> query.owner().equals(name))
                .findAny()
                .orElseThrow();
        assertThat(alert.missingIn(shown)).isEmpty();
        Optional<Promtool> promtool = Promtool.find();
        if (promtool.isPresent()) {
            new AlertForecast(alert, before, during, perMinute).check(promtool.get(), directory);
        }
    }

    /**
     * Mails a candidate, makes the stream's shard one in which nothing was found up to a time, and returns what the service
     * showed before.
     */
    private List<Series> readUpTo(Instant time) throws Exception {
        List<Series> before;
        try (ServiceProcess service = start()) {
            insert("jane@example.com");
            before = awaited("mail_sent_total", service);
            service.terminate();
            assertThat(service.exitCode(LIMIT.toSeconds())).isZero();
        }
        aws.dynamoDb().scan(scan -> scan.tableName("assignment-mailer-state")).items().stream()
                .filter(item -> item.containsKey("readUntil"))
                .forEach(item -> aws.dynamoDb().updateItem(update -> update.tableName("assignment-mailer-state")
                        .key(Map.of("id", item.get("id")))
                        .updateExpression("SET readUntil = :time REMOVE acknowledged, acknowledgedSortable")
                        .expressionAttributeValues(Map.of(":time", AttributeValue.fromS(time.toString())))));
        return before;
    }

    /** Creates the queue, and returns its URL. */
    private String readQueue() {
        String url = aws.sqs().create(QUEUE, Map.of());
        environment.put("AWS_ENDPOINT_URL_SQS", aws.sqs().endpoint().toString());
        environment.put("STREAM_ENABLED", "false");
        environment.put("QUEUE_ENABLED", "true");
        return url;
    }

    /** Creates the queue of mail events, and returns its URL. */
    private String readEvents() {
        String url = aws.sqs().create("assignment-mailer-events", Map.of());
        environment.put("AWS_ENDPOINT_URL_SQS", aws.sqs().endpoint().toString());
        environment.put("MAIL_EVENTS_ENABLED", "true");
        environment.put("MAIL_CONFIGURATION_SET", "assignment-mailer");
        return url;
    }

    private ServiceProcess start() throws IOException {
        ServiceProcess service = ServiceProcess.start(directory, environment);
        starts++;
        await().atMost(LIMIT)
                .until(() -> METRICS.matcher(service.log()).results().count() == starts);
        return service;
    }

    private void insert(String email) {
        aws.candidates().insert("A Candidate", email, "java", "4");
    }

    /** Waits until a metric is not 0 any more, and returns all. */
    private List<Series> awaited(String metric, ServiceProcess service) {
        return awaited(service, shown -> value(metric, shown) > 0);
    }

    private List<Series> awaited(ServiceProcess service, Predicate<List<Series>> condition) {
        AtomicReference<List<Series>> last = new AtomicReference<>(List.of());
        await().atMost(LIMIT).until(() -> {
            last.set(shown(service));
            return condition.test(last.get());
        });
        return last.get();
    }

    private static double value(String metric, List<Series> shown) {
        return shown.stream()
                .filter(series -> series.metric().equals(metric))
                .mapToDouble(Series::value)
                .sum();
    }

    private List<Series> shown(ServiceProcess service) throws IOException, InterruptedException {
        int port = METRICS.matcher(service.log())
                .results()
                .map(MatchResult::group)
                .map(text -> Integer.parseInt(text.substring(0, text.indexOf('/'))))
                .reduce((earlier, latest) -> latest)
                .orElseThrow();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/observe/metrics"))
                .build();
        return Series.shownIn(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** With a metric of the other way of reading, which an alert on both names. */
    private static List<Series> with(List<Series> shown, String metric) {
        List<Series> both = new ArrayList<>(shown);
        both.add(new Series(metric, Map.of(), 1));
        return both;
    }
}
