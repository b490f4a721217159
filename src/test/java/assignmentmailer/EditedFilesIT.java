package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.candidate.LogName;
import assignmentmailer.local.CandidatesTable;
import assignmentmailer.local.ReceivedMail;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMultipart;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Settings, routes and templates as engineers write them, and the mails that the packaged service then sends. */
class EditedFilesIT extends PackagedService {
    /** Settings saved by an editor on Windows; the process has no locale. */
    @Test
    void readsTheFileAsUtf8WithAByteOrderMarkAndWindowsLineBreaks() throws Exception {
        environment.remove("MAIL_FROM");
        replace("application.properties", "mail.from=", "mail.from=Recruiting Zürich <jobs@bücher.example>");
        replace("application.properties", "mail.subject=Coding Round", "mail.subject=\"Prüfung – 编程\"  ");
        replace("application.properties", "\n", "\r\n");
        replace("application.properties", "# assignment-mailer:", "\uFEFF# assignment-mailer:");

        ReceivedMail mail = mailTo(candidate("Ada", "ada@example.com", "4"));

        assertThat(mail.message().getSubject()).isEqualTo("Prüfung – 编程");
        InternetAddress from = (InternetAddress) mail.message().getFrom()[0];
        assertThat(from.getPersonal()).isEqualTo("Recruiting Zürich");
        assertThat(from.getAddress()).isEqualTo("jobs@xn--bcher-kva.example").isEqualTo(mail.source());
    }

    @Test
    void readsRoutesAndTemplatesAsUtf8WithoutALocale() throws Exception {
        String render = "              - toD:\n                  id: render-text";
        String team = """
                              - setVariable:
                                  id: note-team
                                  description: Who writes
                                  name: team
                                  expression:
                                    constant:
                                      expression: Größe 编程
                """;
        replace("routes/mail-assignment.camel.yaml", render, team + render);
        replace("routes/mail/assignment.ftl", "Good luck!", "Viel Glück, ${variables.team}");

        ReceivedMail mail = mailTo(candidate("Ada", "ada@example.com", "4"));

        assertThat(text(mail)).contains("Viel Glück, Größe 编程");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "R&D? 100% #1 + {A/B}; $x ${mail.subject} | R&D? 100% #1 + {A/B}; $x ${mail.subject}",
                "\"Doe, \\\"Jane\\\"\" | Doe, \"Jane\"",
                "O\"Brien's | O\"Brien's"
            })
    void mailsAnyDisplayNameAsItIsWritten(String written, String shown) throws Exception {
        environment.put("MAIL_FROM", written + " <jobs@example.com>\n");
        environment.put("CANDIDATES_TABLE", "candidates\n");

        ReceivedMail mail = mailTo(candidate("Ada", "ada@example.com", "4"));

        assertThat(((InternetAddress) mail.message().getFrom()[0]).getPersonal())
                .isEqualTo(shown);
        assertThat(mail.source()).isEqualTo("jobs@example.com");
    }

    @Test
    void readsCandidatesFromATableOfAnyKeyAndShape() throws Exception {
        CandidatesTable.create(aws.dynamoDb(), "applications", "applicant", "position");
        environment.put("CANDIDATES_TABLE", "applications");
        environment.put("CANDIDATE_EMAIL", "contact.email");
        environment.put("CANDIDATE_NAME", "person");
        replace("routes/mail/assignment.ftl", "Good luck!", "As ${body.candidate.attributes.position}");

        logOf(() -> mails().size() == 2, service -> {
            for (String position : List.of("java", "go")) {
                aws.dynamoDb().putItem(put -> put.tableName("applications")
                        .item(Map.of(
                                "applicant", AttributeValue.fromS("ada@example.com"),
                                "position", AttributeValue.fromS(position),
                                "person", AttributeValue.fromS("Ada"),
                                "contact",
                                        AttributeValue.fromM(Map.of("email", AttributeValue.fromS("eva@straße.de "))),
                                "experience", AttributeValue.fromS(" 4.5\n"))));
            }
        });

        assertThat(mails()).allSatisfy(mail -> {
            assertThat(mail.destinations()).containsExactly("eva@xn--strae-oqa.de");
            assertThat(text(mail)).contains("Hello Ada,", "assignment1.zip");
        });
        assertThat(mails().stream().map(EditedFilesIT::text)).anyMatch(text -> text.contains("As go"));
    }

    @Test
    void logsAnIdThatIsAnAddressAsAHash() throws Exception {
        CandidatesTable.create(aws.dynamoDb(), "people", "email");
        environment.put("CANDIDATES_TABLE", "people");
        List<String> addresses = List.of("josé@example.com", "jose@例え.jp", "\"john doe\"@example.com");

        String log = logOf(
                () -> deadLetters().size() == addresses.size(),
                service -> addresses.forEach(address -> aws.dynamoDb()
                        .putItem(put -> put.tableName("people").item(Map.of("email", AttributeValue.fromS(address))))));

        assertThat(log).doesNotContain("josé", "例え", "john", "@example.com");
        assertThat(log).contains(addresses.stream().map(LogName::of).toList());
    }

    /** Routes laid out like a ConfigMap, with a file extension that Camel itself does not read. */
    @Test
    void followsTheLinksOfAMountedConfigMap() throws Exception {
        Path routes = directory.resolve("routes");
        Path version = Files.createDirectory(directory.resolve("volume"));
        Path data = Files.createDirectory(version.resolve("..2026_11_25"));
        Files.move(routes.resolve("failures.camel.yaml"), data.resolve("failures.yml"));
        Files.move(routes.resolve("send-assignment.camel.yaml"), data.resolve("send-assignment.camel.yml"));
        for (Path file : RouteFiles.in(routes)) {
            Files.move(file, data.resolve(file.getFileName()));
        }
        Files.move(routes.resolve("mail"), version.resolve("mail"));
        Files.move(routes.resolve("README.md"), version.resolve("README.md"));
        Files.createSymbolicLink(version.resolve("..data"), data.getFileName());
        for (Path file : RouteFiles.in(data)) {
            Files.createSymbolicLink(
                    version.resolve(file.getFileName()),
                    Path.of("..data", file.getFileName().toString()));
        }
        Files.delete(routes);
        Files.createSymbolicLink(routes, version);

        ReceivedMail mail = mailTo(candidate("Ada", "ada@example.com", "4"));

        assertThat(text(mail)).contains("Hello Ada,");
    }

    @Test
    void printsNumbersExactlyWhateverTheLocale() throws Exception {
        replace("routes/mail/assignment.ftl", "Good luck!", "Years: ${body.candidate.experience}");
        List<String> german = Stream.concat(
                        ServiceProcess.JVM_OPTIONS.stream(), Stream.of("-Duser.language=de", "-Duser.country=DE"))
                .toList();
        candidate("Ada", "ada@example.com", "999.5678");

        logOf(german, () -> mails().size() == 1, service -> {});

        assertThat(text(mails().get(0))).contains("Years: 999.5678");
    }

    @Test
    void deadLettersACandidateWhoLacksWhatTheTemplateNames() throws Exception {
        replace("routes/mail/assignment.ftl", "Good luck!", "To ${body.candidate.attributes.city}");
        candidate("Ada", "ada@example.com", "4");

        logOf(() -> deadLetters().size() == 1, service -> {});

        JsonNode letter = new ObjectMapper().readTree(deadLetters().get(0).toFile());
        assertThat(letter.get("reason").asText()).isEqualTo("bad-record");
        assertThat(letter.get("errorMessage").asText()).contains("city");
        assertThat(mails()).isEmpty();
    }

    @Test
    void goesOnWithTheLastGoodTemplateWhileAnEditorBreaksIt() throws Exception {
        Path template = directory.resolve("routes/mail/assignment.ftl");
        String refused =
                "The change of the template routes/mail/assignment.ftl is refused, its last good version stays in use";

        String log = logOf(() -> text(mails().get(mails().size() - 1)).startsWith("Dear "), service -> {
            candidate("Ada", "ada@example.com", "4");
            await().atMost(LIMIT).until(() -> mails().size() == 1);
            Files.writeString(template, "Hello <#if body");
            insertUntil(() -> service.log().contains(refused));
            Files.writeString(template, "Dear ${body.candidate.name}: ${body.url}");
            insertUntil(() -> service.log().contains("routes/mail/assignment.ftl has changed"));
            candidate("Eve", "eve@example.com", "4");
        });

        assertThat(mails()).allSatisfy(mail -> assertThat(text(mail)).contains("https://s3.amazonaws.com/"));
        assertThat(log).containsOnlyOnce(refused);
        assertThat(deadLetters()).isEmpty();
    }

    /** A changed template is read with the next mail. */
    private void insertUntil(Callable<Boolean> done) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(500)).until(() -> {
            candidate("Bob", "bob@example.com", "4");
            return done.call();
        });
    }

    /** Camel's own main class does not know ours; nor do those of camel run and of IDEs. */
    @Test
    void runsByCamelsOwnMainClass() throws Exception {
        candidate("Ada", "ada@example.com", "4");
        Path target = Path.of("target").toAbsolutePath();
        ProcessBuilder camel = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Dcamel.main.routesIncludePattern=file:routes/*.camel.yaml",
                        "-cp",
                        String.join(
                                File.pathSeparator,
                                directory.toString(),
                                target.resolve("assignment-mailer.jar").toString(),
                                target.resolve("lib") + "/*"),
                        Main.class.getName())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("camel.log").toFile());
        camel.environment().clear();
        camel.environment().put("MANAGEMENT_PORT", "0");
        camel.environment().putAll(environment);

        Process process = camel.start();

        try {
            await().atMost(LIMIT).until(() -> mails().size() == 1 || !process.isAlive());
            assertThat(mails())
                    .as(Files.readString(directory.resolve("camel.log")))
                    .hasSize(1);
        } finally {
            process.destroyForcibly();
        }
    }

    private String candidate(String name, String email, String years) {
        aws.candidates().insert(name, email, "java", years);
        return email;
    }

    private ReceivedMail mailTo(String address) throws Exception {
        logOf(() -> mails().size() == 1, service -> {});
        assertThat(mails().get(0).destinations()).containsExactly(address);
        return mails().get(0);
    }

    private String logOf(Callable<Boolean> done, Step meanwhile) throws Exception {
        return logOf(ServiceProcess.JVM_OPTIONS, done, meanwhile);
    }

    /** Runs the service until a condition holds, stops it gracefully, and returns its log. */
    private String logOf(List<String> jvmOptions, Callable<Boolean> done, Step meanwhile) throws Exception {
        try (ServiceProcess service = ServiceProcess.start(directory, environment, jvmOptions)) {
            meanwhile.run(service);
            await().atMost(LIMIT).until(() -> done.call() || !service.isAlive());
            service.terminate();
            assertThat(service.exitCode(LIMIT.toSeconds())).as(service.log()).isZero();
            return service.log();
        }
    }

    /** Actions while the service runs. */
    @FunctionalInterface
    private interface Step {
        void run(ServiceProcess service) throws Exception;
    }

    private void replace(String file, String right, String written) throws IOException {
        Path path = directory.resolve(file);
        String before = Files.readString(path);
        assertThat(before).contains(right);
        Files.writeString(path, before.replace(right, written));
    }

    private List<ReceivedMail> mails() {
        return aws.mailbox().mails();
    }

    private static String text(ReceivedMail mail) {
        try {
            return (String)
                    ((MimeMultipart) mail.message().getContent()).getBodyPart(0).getContent();
        } catch (Exception unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private List<Path> deadLetters() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("dead-letters"))) {
            return files.filter(Files::isRegularFile).toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }
}
