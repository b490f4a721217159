package assignmentmailer.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class LocalSiteTest {
    private static final String ADA = """
            {"fullname":"Ada Lovelace","email":"ada@example.com","skills":"java","experience":12}""";

    private static EmbeddedAws aws;
    private static LocalSite site;

    @TempDir
    private static Path letters;

    @BeforeAll
    static void start() throws IOException {
        Path replay = Files.createDirectory(letters.resolve("replay"));
        aws = EmbeddedAws.inMemory();
        site = LocalSite.start(0, aws, new DeadLetters(() -> Optional.of(letters), () -> Optional.of(replay)));
    }

    @AfterAll
    static void stop() {
        site.close();
        aws.close();
    }

    @Test
    void insertsACandidate() throws Exception {
        HttpResponse<String> answer = post(ADA);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("message").textValue()).isNotBlank();
        assertThat(candidate(json(answer).get("candidateId").textValue()))
                .containsEntry("fullname", AttributeValue.fromS("Ada Lovelace"))
                .containsEntry("email", AttributeValue.fromS("ada@example.com"))
                .containsEntry("skills", AttributeValue.fromS("java"))
                .containsEntry("experience", AttributeValue.fromN("12"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "5.01, 5.01", "8.0000000000000000000000000001, 8.0000000000000000000000000001", "1e1, 10"})
    void keepsExperienceExact(String given, String kept) throws Exception {
        HttpResponse<String> answer = post(ADA.replace("12", given));

        assertThat(candidate(json(answer).get("candidateId").textValue()))
                .containsEntry("experience", AttributeValue.fromN(kept));
    }

    static Stream<Arguments> badRequests() {
        return Stream.of(
                argumentSet("nothing", "", "not a JSON object"),
                argumentSet("not JSON", "fullname=Ada", "not well-formed JSON"),
                argumentSet("two values", ADA + ADA, "not well-formed JSON"),
                argumentSet("a field twice", ADA.replace("skills", "email"), "not well-formed JSON"),
                argumentSet("no object", "[" + ADA + "]", "not a JSON object"),
                argumentSet("no name", ADA.replace("fullname", "name"), "fullname must be a text"),
                argumentSet("a blank name", ADA.replace("Ada Lovelace", " "), "fullname must be a text"),
                argumentSet("a long name", ADA.replace("Ada", "A".repeat(1000)), "fullname must not be longer"),
                argumentSet("no email", ADA.replace("email", "mail"), "email must be a text"),
                argumentSet("a bad email", ADA.replace("ada@", "ada"), "email must be one e-mail address"),
                argumentSet("two emails", ADA.replace("ada@", "a@b.de,ada@"), "email must be one e-mail address"),
                argumentSet("skills in a list", ADA.replace("\"java\"", "[\"java\"]"), "skills must be a text"),
                argumentSet("no experience", ADA.replace("experience", "years"), "experience must be a number"),
                argumentSet("experience as text", ADA.replace("12", "\"12\""), "experience must be a number"),
                argumentSet("negative experience", ADA.replace("12", "-1"), "experience must be from 0 to 100"),
                argumentSet("absurd experience", ADA.replace("12", "1e400"), "experience must be from 0 to 100"),
                argumentSet("minute experience", ADA.replace("12", "1e-999999999"), "experience must be from 0 to 100"),
                argumentSet("a flood", ADA + " ".repeat(20_000_000), "longer than 16384 bytes"));
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void refusesABadRequestAndNamesTheField(String request, String error) throws Exception {
        HttpResponse<String> answer = post(request);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("error").textValue()).contains(error).doesNotContain("Ada", "ada", "java", "12");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /candidates, 405, POST",
        "DELETE, /candidates, 405, POST",
        "POST, /inbox, 405, GET",
        "POST, /mails, 405, GET",
        "GET, /candidatesx, 404,",
        "GET, /mails/none, 404,",
        "GET, /mails/none/attachments/0, 404,",
        "GET, /mails/none/attachments/x, 404,",
        "POST, /candidates/none, 405, PUT",
        "GET, /candidates/, 404,",
        "POST, /dead-letters, 405, GET",
        "GET, /dead-letters/none.json, 404,",
        "GET, /dead-letters/, 404,",
        "GET, /dead-letters/one.json/replay, 405, POST",
        "POST, /dead-letters/one.json, 405, GET",
        "POST, /dead-letters/none.json/replay, 404,",
        "POST, /dead-letters/..%2Fsecret.json/replay, 405, GET"
    })
    void refusesWhatItDoesNotOffer(String method, String path, int status, String allowed) throws Exception {
        HttpResponse<String> answer = send(method, path, "");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).get("error").textValue()).isNotBlank();
        assertThat(answer.headers().firstValue("Allow").orElse(null)).isEqualTo(allowed);
    }

    @Test
    void listsTheMailsNewestFirst() throws Exception {
        aws.mailbox().add(mail("older", "first@example.com"));
        aws.mailbox().add(mail("newer", "second@example.com"));

        JsonNode mails = json(send("GET", "/mails", ""));

        assertThat(mails.findValuesAsText("id")).startsWith("newer", "older");
        assertThat(mails.get(0).get("to").textValue()).isEqualTo("second@example.com");
        assertThat(mails.get(0).get("subject").textValue()).isEqualTo("José <i>");
        assertThat(mails.get(0).get("preview").textValue()).isEqualTo("Hello 王小明");
    }

    @Test
    void showsAMailAsItsReaderSeesIt() throws Exception {
        aws.mailbox().add(mail("whole", "reader@example.com"));

        JsonNode mail = json(send("GET", "/mails/whole", ""));

        assertThat(mail.get("from").textValue()).isEqualTo("Renée <jobs@example.com>");
        assertThat(mail.get("text").textValue()).isEqualTo("Hello 王小明");
        assertThat(mail.get("html").textValue()).isEqualTo("<p>Hello 王小明</p>");
        assertThat(mail.get("headers").findValuesAsText("name")).contains("Subject", "Reply-To");
        assertThat(mail.get("headers").findValuesAsText("value")).contains("José <i>");
        assertThat(mail.get("source").textValue()).contains("Subject: =?UTF-8?Q?Jos=C3=A9_<i>?=");
    }

    @Test
    void showsWhatIsAttachedAndHandsItOverToBeKept() throws Exception {
        aws.mailbox().add(withAttachment("attached"));

        JsonNode mail = json(send("GET", "/mails/attached", ""));
        HttpResponse<String> file = send("GET", mail.at("/attachments/0/path").textValue(), "");

        assertThat(mail.get("text").textValue()).isEqualTo("Hello");
        assertThat(mail.get("attachments")).hasSize(1);
        assertThat(mail.at("/attachments/0/name").textValue()).isEqualTo("ö <1>.html");
        assertThat(mail.at("/attachments/0/bytes").intValue()).isEqualTo(22);
        assertThat(file.body()).isEqualTo("<b onclick=x>hello</b>");
        assertThat(file.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(file.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename*=UTF-8''%C3%B6%20%3C1%3E.html");
    }

    private static ReceivedMail withAttachment(String id) {
        String raw = """
                From: jobs@example.com
                To: reader@example.com
                Content-Type: multipart/mixed; boundary=next

                --next
                Content-Type: text/plain; charset=UTF-8

                Hello
                --next
                Content-Type: text/html
                Content-Disposition: attachment; filename*=UTF-8''%C3%B6%20%3C1%3E.html
                Content-Transfer-Encoding: base64

                PGIgb25jbGljaz14PmhlbGxvPC9iPg==
                --next--
                """;
        return new ReceivedMail(
                id, 1, "jobs@example.com", List.of("reader@example.com"), raw.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void letsNoScriptRunInThePageButItsOwn() throws Exception {
        HttpResponse<String> page = send("GET", "/inbox", "");

        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        String nonce = policy.replaceAll(".*script-src 'nonce-([^']+)'.*", "$1");
        assertThat(policy).startsWith("default-src 'none'; script-src 'nonce-" + nonce + "';");
        assertThat(page.body()).contains("<script nonce=\"" + nonce + "\">").doesNotContain("innerHTML");
        assertThat(send("GET", "/inbox", "").body()).doesNotContain(nonce);
    }

    @Test
    void mendsACandidateAndKeepsWhatTheFormDoesNotAskFor() throws Exception {
        String id = aws.candidates()
                .insert(Map.of(
                        "email", AttributeValue.fromS("ada"),
                        "city", AttributeValue.fromS("London"),
                        "experience", AttributeValue.fromS("twelve")));

        HttpResponse<String> answer = send("PUT", "/candidates/" + id, ADA);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(candidate(id))
                .containsEntry("fullname", AttributeValue.fromS("Ada Lovelace"))
                .containsEntry("email", AttributeValue.fromS("ada@example.com"))
                .containsEntry("experience", AttributeValue.fromN("12"))
                .containsEntry("city", AttributeValue.fromS("London"));
    }

    @Test
    void mendsNoCandidateWhoIsNotThere() throws Exception {
        HttpResponse<String> answer = send("PUT", "/candidates/none", ADA);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(candidate("none")).isEmpty();
    }

    @Test
    void mendsNothingByABadForm() throws Exception {
        String id = json(post(ADA)).get("candidateId").textValue();

        HttpResponse<String> answer = send("PUT", "/candidates/" + id, ADA.replace("ada@", "ada"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("error").textValue()).isEqualTo("email must be one e-mail address");
        assertThat(candidate(id)).containsEntry("email", AttributeValue.fromS("ada@example.com"));
    }

    @Test
    void listsShowsAndReplaysADeadLetter() throws Exception {
        Files.writeString(letters.resolve("a letter.json"), "{\"reason\":\"rejected\"}");

        JsonNode list = json(send("GET", "/dead-letters", ""));
        JsonNode letter = json(send("GET", "/dead-letters/a%20letter.json", ""));
        HttpResponse<String> replay = send("POST", "/dead-letters/a%20letter.json/replay", "");

        assertThat(list.get("letters").findValuesAsText("name")).containsExactly("a letter.json");
        assertThat(letter.get("reason").textValue()).isEqualTo("rejected");
        assertThat(replay.statusCode()).isEqualTo(200);
        assertThat(letters.resolve("replay/a letter.json")).exists();
    }

    @ParameterizedTest
    @CsvSource({"GET, /dead-letters", "GET, /mails", "POST, /candidates", "POST, /dead-letters/one.json/replay"})
    void refusesPagesOfOtherSites(String method, String path) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(site.address().resolve(path))
                                .header("Origin", "https://evil.example")
                                .method(method, BodyPublishers.ofString(ADA))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(json(answer).get("error").textValue()).contains("this machine's own pages");
    }

    @Test
    void refusesPagesThatCallThisMachineByAnotherName() throws Exception {
        try (Socket socket = new Socket("localhost", site.address().getPort())) {
            socket.getOutputStream()
                    .write("GET /dead-letters HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void leadsToTheInbox() throws Exception {
        HttpResponse<String> answer = send("GET", "/", "");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).hasValue("/inbox");
    }

    private static ReceivedMail mail(String id, String to) {
        String raw = """
                From: =?UTF-8?Q?Ren=C3=A9e?= <jobs@example.com>
                Reply-To: hr@example.com
                To: %s
                Subject: =?UTF-8?Q?Jos=C3=A9_<i>?=
                Content-Type: multipart/alternative; boundary=next

                --next
                Content-Type: text/plain; charset=UTF-8
                Content-Transfer-Encoding: quoted-printable

                Hello =E7=8E=8B=E5=B0=8F=E6=98=8E
                --next
                Content-Type: text/html; charset=UTF-8
                Content-Transfer-Encoding: base64

                PHA+SGVsbG8g546L5bCP5piOPC9wPg==
                --next--
                """.formatted(to);
        return new ReceivedMail(id, 1, "jobs@example.com", List.of(to), raw.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, AttributeValue> candidate(String id) {
        return aws.dynamoDb()
                .getItem(get -> get.tableName(CandidatesTable.NAME).key(Map.of("id", AttributeValue.fromS(id))))
                .item();
    }

    private static HttpResponse<String> post(String candidate) throws Exception {
        return send("POST", "/candidates", candidate);
    }

    private static HttpResponse<String> send(String method, String path, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(site.address().resolve(path))
                                .method(method, BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return JsonMapper.builder().build().readTree(answer.body());
    }
}
