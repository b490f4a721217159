package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.local.ReceivedMail;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What rules give whom: by settings and templates alone, in the packaged service. */
@Execution(ExecutionMode.CONCURRENT)
class AssignmentsIT extends PackagedService {
    private static final String WORD = "${body.candidate.attributes[skills]} regex '(?i)(.*[^a-z])?%s([^a-z].*)?'";

    @Test
    void mailsWhatTheFirstMatchingRuleSays() throws Exception {
        clearRules();
        environment.put("ASSIGNMENTS_0_WHEN", WORD.formatted("java"));
        environment.put("ASSIGNMENTS_0_URL", "https://example.com/java.zip");
        environment.put("ASSIGNMENTS_0_SUBJECT", "Java round for ${body.candidate.name}");
        environment.put("ASSIGNMENTS_1_WHEN", WORD.formatted("go"));
        environment.put("ASSIGNMENTS_1_TEMPLATE", "call");
        environment.put("ASSIGNMENTS_2_URL", "https://example.com/other.zip");
        write(
                "routes/mail/call.ftl",
                "Hello ${body.candidate.name}, we call you about ${body.candidate.attributes.skills}");
        write("routes/mail/call.ftlh", "<p>Hello ${body.candidate.name}, we call you</p>");
        insert("ada@example.com", "SQL, Java");
        insert("bob@example.com", "Go");
        insert("eve@example.com", "JavaScript");

        run(() -> aws.mailbox().mails().size() == 3);

        assertThat(mailTo("ada@example.com").message().getSubject()).isEqualTo("Java round for Ada");
        assertThat(text("ada@example.com")).contains("https://example.com/java.zip");
        assertThat(mailTo("bob@example.com").message().getSubject()).isEqualTo("Coding Round");
        assertThat(text("bob@example.com")).isEqualTo("Hello Ada, we call you about Go");
        assertThat(text("eve@example.com")).contains("https://example.com/other.zip");
    }

    @Test
    void mailsALinkThatExpiresAndKeepsItSecret() throws Exception {
        clearRules();
        aws.s3().put("assignments", "go/a b.zip", new byte[] {1, 2, 3});
        environment.putAll(aws.environment());
        environment.put("ASSIGNMENTS_0_URL", "s3://assignments/go/a b.zip");
        environment.put("LINK_VALID_FOR", "1m");
        write(
                "routes/mail/assignment.ftl",
                "${body.url} <#if body.linkExpires??>until ${body.linkExpires?iso_utc}</#if>");
        insert("ada@example.com", "Java");

        String log = run(() -> aws.mailbox().mails().size() == 1);

        String[] words = text("ada@example.com").strip().split(" ");
        assertThat(status(words[0])).isEqualTo(200);
        assertThat(Instant.parse(words[2])).isBefore(Instant.now().plusSeconds(61));
        assertThat(stateTable()).contains("s3://assignments/go/a%20b.zip").doesNotContain("X-Amz");
        assertThat(log).doesNotContain("X-Amz");
        assertThat(words[0]).containsPattern("X-Amz-Expires=(59|60)\\b");
    }

    @Test
    void waitsAtTheStartUntilS3IsThereAndMayBeStoppedMeanwhile() throws Exception {
        clearRules();
        environment.put("ASSIGNMENTS_0_URL", "s3://assignments/a.zip");
        environment.put("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9");

        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> service.log().contains("assignments[0].url: the start waits"));
            service.terminate();

            assertThat(service.exitCode(LIMIT.toSeconds())).as(service.log()).isZero();
        }
    }

    @Test
    void refusesAtTheStartAnObjectThatIsMissing() throws Exception {
        aws.s3().put("assignments", "other.zip", new byte[] {1});
        environment.putAll(aws.environment());
        environment.put("ASSIGNMENTS_0_URL", "s3://assignments/a.zip");

        assertThat(refusal())
                .contains("assignments[0].url: a link to s3://assignments/a.zip is refused: 404 NoSuchKey");
    }

    private String stateTable() {
        return aws.dynamoDb()
                .scan(scan -> scan.tableName("assignment-mailer-state"))
                .items()
                .toString();
    }

    private static int status(String link) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(link)).build(), BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void attachesAFileOrAnObjectWithOrWithoutALinkBesideIt() throws Exception {
        clearRules();
        byte[] file = content(300_000);
        byte[] object = content(200_000);
        Files.createDirectory(directory.resolve("assignments"));
        Files.write(directory.resolve("assignments/go 1.zip"), file);
        aws.s3().put("assignments", "java/a+b.zip", object);
        environment.putAll(aws.environment());
        environment.put("ASSIGNMENTS_0_WHEN", WORD.formatted("go"));
        environment.put("ASSIGNMENTS_0_ATTACH", "file:assignments/go 1.zip");
        environment.put("ASSIGNMENTS_1_ATTACH", "s3://assignments/java/a+b.zip");
        environment.put("ASSIGNMENTS_1_URL", "https://example.com/java.zip");
        insert("ada@example.com", "Java");
        insert("bob@example.com", "Go");

        run(() -> aws.mailbox().mails().size() == 2);

        assertThat(text("bob@example.com")).startsWith("Hello Ada, please find the assignment attached");
        assertThat(attached("bob@example.com").getFileName()).isEqualTo("go 1.zip");
        assertThat(attached("bob@example.com").getInputStream().readAllBytes()).isEqualTo(file);
        assertThat(text("ada@example.com")).contains("please download assignment from https://example.com/java.zip");
        assertThat(attached("ada@example.com").getFileName()).isEqualTo("a+b.zip");
        assertThat(attached("ada@example.com").getInputStream().readAllBytes()).isEqualTo(object);
        assertThat(stateTable()).contains("file:assignments/go 1.zip", "s3://assignments/java/a+b.zip");
    }

    @Test
    void refusesAtTheStartAnAttachmentThatIsMissing() throws Exception {
        environment.put("ASSIGNMENTS_1_ATTACH", "file:assignments/go.zip");

        assertThat(refusal())
                .contains("Cannot start: assignments[1].attach: file:assignments/go.zip is missing: correct the name");
    }

    @Test
    void refusesAtTheStartAnAttachmentThatThisHeapCannotSend() throws Exception {
        Files.write(directory.resolve("large.zip"), content(6_500_000));
        environment.put("ASSIGNMENTS_1_ATTACH", "file:large.zip");

        assertThat(refusal()).contains("assignments[1].attach: file:large.zip needs a heap of ", "raise -Xmx");
    }

    private static byte[] content(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    private BodyPart attached(String address) throws Exception {
        return ((MimeMultipart) mailTo(address).message().getContent()).getBodyPart(1);
    }

    @Test
    void makesABadRecordOfACandidateForWhomARuleFails() throws Exception {
        environment.put("ASSIGNMENTS_0_WHEN", "${body.candidate.attributes[address][city]} == 'Berlin'");
        insert("ada@example.com", "Java");

        run(() -> !deadLetters().isEmpty());

        JsonNode letter = new ObjectMapper().readTree(deadLetters().get(0).toFile());
        assertThat(letter.get("reason").asText()).isEqualTo("bad-record");
        assertThat(letter.get("errorMessage").asText()).startsWith("assignments[0].when cannot be evaluated");
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

    @Test
    void refusesAtTheStartARuleThatCanHoldForNobody() throws Exception {
        environment.put("ASSIGNMENTS_0_WHEN", "${body.candidate.skils} contains 'java'");

        assertThat(refusal())
                .contains("assignments[0].when fails for every sample candidate: nothing is called skils there");
    }

    @Test
    void refusesAtTheStartTemplatesThatOneRuleCannotUse() throws Exception {
        environment.put("ASSIGNMENTS_1_TEMPLATE", "call");

        assertThat(refusal()).contains("Cannot start: ", "routes/mail/call.ftl");
    }

    /** So that the rules of a test are all there are. */
    private void clearRules() throws IOException {
        Path settings = directory.resolve("application.properties");
        Files.writeString(settings, Files.readString(settings).replaceAll("(?m)^assignments\\[.*$", ""));
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    private void insert(String email, String skills) {
        aws.dynamoDb().putItem(put -> put.tableName("candidates")
                .item(Map.of(
                        "id", AttributeValue.fromS(email.replace('@', '-')),
                        "fullname", AttributeValue.fromS("Ada"),
                        "email", AttributeValue.fromS(email),
                        "experience", AttributeValue.fromN("3"),
                        "skills", AttributeValue.fromS(skills))));
    }

    private String run(Callable<Boolean> done) throws Exception {
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> done.call() || !service.isAlive());
            service.terminate();
            assertThat(service.exitCode(LIMIT.toSeconds())).as(service.log()).isZero();
            return service.log();
        }
    }

    private String refusal() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            assertThat(service.exitCode(LIMIT.toSeconds())).as(service.log()).isEqualTo(1);
            return service.log();
        }
    }

    private ReceivedMail mailTo(String address) {
        return aws.mailbox().mails().stream()
                .filter(mail -> mail.destinations().contains(address))
                .findFirst()
                .orElseThrow();
    }

    private String text(String address) throws Exception {
        BodyPart first = ((MimeMultipart) mailTo(address).message().getContent()).getBodyPart(0);
        return first.getContent() instanceof MimeMultipart texts
                ? (String) texts.getBodyPart(0).getContent()
                : (String) first.getContent();
    }
}
