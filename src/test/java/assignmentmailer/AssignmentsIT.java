package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.local.ReceivedMail;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What rules give whom: by settings and templates alone, in the packaged service. */
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
    void makesABadRecordOfACandidateForWhomARuleFails() throws Exception {
        environment.put("ASSIGNMENTS_0_WHEN", "${body.candidate.attributes[address][city]} == 'Berlin'");
        insert("ada@example.com", "Java");

        run(() -> Files.exists(directory.resolve("dead-letters")));

        try (Stream<Path> letters = Files.list(directory.resolve("dead-letters"))) {
            JsonNode letter = new ObjectMapper()
                    .readTree(letters.findFirst().orElseThrow().toFile());
            assertThat(letter.get("reason").asText()).isEqualTo("bad-record");
            assertThat(letter.get("errorMessage").asText()).startsWith("assignments[0].when cannot be evaluated");
        }
    }

    @Test
    void refusesAtTheStartARuleThatCanHoldForNobody() throws Exception {
        environment.put("ASSIGNMENTS_0_WHEN", "${body.candidate.skils} contains 'java'");

        assertThat(refusal())
                .contains("assignments[0].when can be evaluated for no candidate: nothing is called skils there");
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

    private void run(Callable<Boolean> done) throws Exception {
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> done.call() || !service.isAlive());
            service.terminate();
            assertThat(service.exitCode(LIMIT.toSeconds())).as(service.log()).isZero();
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
        return (String) ((MimeMultipart) mailTo(address).message().getContent())
                .getBodyPart(0)
                .getContent();
    }
}
