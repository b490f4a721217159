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
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packaged jar in its own process against the embedded AWS: mails and dead letters. */
class ServiceIT extends PackagedService {
    @Test
    void mailsEveryCandidateAndKeepsWhatCannotBeMailed() throws Exception {
        String jose = aws.candidates().insert("José Muñoz", "jose@example.com", "java", "4.5");
        String bad = aws.candidates().insert("Eve Bad", "eve at example.com", "java", "7");
        String xiaoming = aws.candidates().insert("王小明", "xiaoming@example.com", "java", "12");

        String log = logOf(List.of(), () -> mails().size() == 2 && deadLetters().size() == 1);

        assertThat(mails()).allSatisfy(mail -> {
            assertThat(mail.source()).isEqualTo("jobs@example.com");
            assertThat(mail.message().getHeader("From")).containsExactly("Recruiting <jobs@example.com>");
        });
        assertThat(text(mailTo("jose@example.com")))
                .contains("Hello José Muñoz, please download assignment from "
                        + "https://s3.amazonaws.com/my-bucket-name/assignment1.zip");
        assertThat(text(mailTo("xiaoming@example.com"))).contains("王小明", "assignment3.zip");
        JsonNode letter = new ObjectMapper().readTree(deadLetters().get(0).toFile());
        assertThat(letter.get("reason").asText()).isEqualTo("bad-record");
        assertThat(letter.at("/record/dynamodb/Keys/id/S").asText()).isEqualTo(bad);
        assertThat(log)
                .contains("Dead letter, reason bad-record: candidates/" + bad)
                .doesNotContain("@example.com", "José", "王小明", "Eve", "eve at");
        assertThat(List.of(jose, xiaoming)).doesNotContain(bad);
    }

    /** The JVM refuses to start with this option when the archive cannot be used. */
    @Test
    void startsFromAnArchiveOfItsClasses() throws Exception {
        aws.candidates().insert("José Muñoz", "jose@example.com", "java", "4.5");

        String log = logOf(smallAnd("-Xshare:on"), () -> mails().size() == 1);

        assertThat(log).contains("(assignment-mailer) started");
    }

    /** Runs the service until a condition holds, stops it gracefully, and returns its log. */
    private String logOf(List<String> jvmOptions, Callable<Boolean> done) throws Exception {
        try (ServiceProcess service = ServiceProcess.start(directory, environment, jvmOptions)) {
            await().atMost(LIMIT).until(done);
            service.terminate();
            assertThat(service.exitCode(LIMIT.toSeconds())).isZero();
            assertThat(service.log()).doesNotContain("ERROR", "\tat ");
            return service.log();
        }
    }

    private static List<String> smallAnd(String... options) {
        return Stream.concat(ServiceProcess.JVM_OPTIONS.stream(), Stream.of(options))
                .toList();
    }

    private List<ReceivedMail> mails() {
        return aws.mailbox().mails();
    }

    private ReceivedMail mailTo(String address) {
        return mails().stream()
                .filter(mail -> mail.destinations().equals(List.of(address)))
                .findFirst()
                .orElseThrow();
    }

    private static String text(ReceivedMail mail) throws Exception {
        return (String)
                ((MimeMultipart) mail.message().getContent()).getBodyPart(0).getContent();
    }

    private List<Path> deadLetters() throws IOException {
        Path folder = directory.resolve("dead-letters");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
