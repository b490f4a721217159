package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.local.SesFault;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The packaged jar with structured logs. */
class LogFormatIT extends PackagedService {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void logsOneDocumentALineThatNamesCandidateRouteAndExchange() throws Exception {
        environment.put("LOG_FORMAT", "json");
        aws.ses().fault(SesFault.inTurn(SesFault.hangUpAfter(), SesFault.NONE));
        String bad = aws.candidates().insert("Eve Bad", "eve at example.com", "java", "7");
        String uncertain = aws.candidates().insert("Jane Doe", "jane@example.com", "java", "7");

        List<JsonNode> log = documents(() -> aws.mailbox().mails().size() == 2);

        assertThat(lineAbout("Dead letter, reason bad-record", log))
                .isEqualTo("candidates/" + bad + " by send-assignment");
        assertThat(lineAbout("Resending ", log)).isEqualTo("candidates/" + uncertain + " by send-assignment");
        assertThat(log).extracting(line -> line.path("message").asText()).anySatisfy(message -> assertThat(message)
                .contains("(assignment-mailer) started"));
        assertThat(log.toString()).doesNotContain("@example.com", "Jane", "Eve", "eve at");
    }

    /** Parses each line: fails on one that is no JSON. */
    private List<JsonNode> documents(Callable<Boolean> done) throws Exception {
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(done);
            service.terminate();
            assertThat(service.exitCode(LIMIT.toSeconds())).isZero();
            return service.log().lines().map(LogFormatIT::document).toList();
        }
    }

    private static JsonNode document(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException wrong) {
            throw new AssertionError("no JSON: " + line, wrong);
        }
    }

    private static String lineAbout(String start, List<JsonNode> log) {
        JsonNode line = log.stream()
                .filter(any -> any.path("message").asText().startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line begins " + start + " in " + log));
        assertThat(line.path("exchange").asText()).isNotEmpty();
        return line.path("candidate").asText() + " by " + line.path("route").asText();
    }
}
