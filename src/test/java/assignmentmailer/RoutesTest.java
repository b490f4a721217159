package assignmentmailer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import assignmentmailer.deadletter.DeadLetterLog;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.account.AccountCredentials;
import assignmentmailer.mail.account.CredentialsException;
import assignmentmailer.mail.account.MailDeferredException;
import assignmentmailer.record.RecordJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.ses.Ses2Constants;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** The shipped routes with mocked endpoints, from a record to its mail or dead letter. */
class RoutesTest extends ShippedRoutes {
    private final ObjectMapper json = new ObjectMapper();

    RoutesTest() {
        super(WhenUncertain.RESEND);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 1", "5.01, 2", "8, 2", "8.01, 3", "12, 3", "0, 3"})
    void mailsTheAssignmentForTheExperience(String experience, int assignment) throws Exception {
        Map<String, AttributeValue> image = ChangeRecords.image();
        image.put("experience", AttributeValue.fromN(experience));

        stream.sendBody(ChangeRecords.insert(image));

        String url = "https://s3.amazonaws.com/my-bucket-name/assignment" + assignment + ".zip";
        assertThat(part(onlyMail(), 0)).contains("Hello José Muñoz, please download assignment from " + url);
        assertThat(part(onlyMail(), 1)).contains("please download assignment from <a href=\"" + url + "\">");
        deadLetters.expectedMessageCount(0);
        deadLetters.assertIsSatisfied();
    }

    @Test
    void sendsToTheCandidateAloneFromTheAddressAsSet() throws Exception {
        stream.sendBody(ChangeRecords.insert(ChangeRecords.image()));

        Exchange sent = onlyExchange();
        assertThat(sent.getMessage().getHeader(Ses2Constants.TO)).isEqualTo("jose@example.com");
        assertThat(sent.getMessage().getHeader(Ses2Constants.FROM)).isEqualTo("jobs@example.com");
        Message mail = sent.getMessage().getBody(Message.class);
        assertThat(mail.getHeader("From")).containsExactly("Recruiting <jobs@example.com>");
        assertThat(mail.getHeader("Reply-To")).containsExactly("hr@example.com");
        assertThat(mail.getHeader("To")).containsExactly("jose@example.com");
        assertThat(mail.getSubject()).isEqualTo("Coding Round");
    }

    @Test
    void tagsEachMailWithItsLedgerKeyAndItsClaim() throws Exception {
        Record record = ChangeRecords.insert(ChangeRecords.image());
        String id = record.dynamodb().keys().get("id").s();

        stream.sendBody(record);

        Map<?, ?> tags = onlyExchange().getMessage().getHeader(Ses2Constants.TAGS, Map.class);
        assertThat(new String(Base64.getUrlDecoder().decode((String) tags.get("candidate")), UTF_8))
                .isEqualTo("candidates/" + id);
        assertThat((String) tags.get("claim")).matches("[A-Za-z0-9_-]{6}");
        assertThat(tags).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "José, José, José",
                "王小明, 王小明, 王小明",
                "O'Brien, O'Brien, O&#39;Brien",
                "<b>Bob</b>, <b>Bob</b>, &lt;b&gt;Bob&lt;/b&gt;",
                "${url} Bob, ${url} Bob, ${url} Bob"
            })
    void greetsByNameInBothParts(String name, String inText, String inHtml) throws Exception {
        Map<String, AttributeValue> image = ChangeRecords.image();
        image.put("fullname", ChangeRecords.text(name));

        stream.sendBody(ChangeRecords.insert(image));

        assertThat(part(onlyMail(), 0)).startsWith("Hello " + inText + ", please download assignment from ");
        assertThat(part(onlyMail(), 1)).contains("Hello " + inHtml + ", please download assignment from ");
    }

    @Test
    void greetsWithoutANameWhereThereIsNone() throws Exception {
        Map<String, AttributeValue> image = ChangeRecords.image();
        image.remove("fullname");

        stream.sendBody(ChangeRecords.insert(image));

        assertThat(part(onlyMail(), 0)).startsWith("Hello, please download assignment from ");
        assertThat(part(onlyMail(), 1)).contains("Hello, please download assignment from ");
    }

    @ParameterizedTest
    @EnumSource(
            value = OperationType.class,
            names = {"MODIFY", "REMOVE"})
    void passesOverWhatIsNoInsert(OperationType type) throws Exception {
        ses.expectedMessageCount(0);
        deadLetters.expectedMessageCount(0);

        stream.sendBody(ChangeRecords.record(type, ChangeRecords.image()));

        MockEndpoint.assertIsSatisfied(ses, deadLetters);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "email | not an address | not one well-formed address",
                "email | 'jose@example.com\r\nBcc: eve@example.com' | not one well-formed address",
                "email | jose@example.com,eve@example.com | not one well-formed address",
                "experience | many | not a number",
                "experience | -1 | negative"
            })
    void deadLettersABadRecordAtOnce(String attribute, String value, String fault) throws Exception {
        Map<String, AttributeValue> image = ChangeRecords.image();
        image.put(attribute, ChangeRecords.text(value));
        Instant before = Instant.now();

        stream.sendBody(ChangeRecords.insert(image));

        JsonNode letter = onlyDeadLetter();
        assertThat(letter.get("reason").asText()).isEqualTo("bad-record");
        assertThat(letter.get("errorClass").asText()).endsWith(".BadRecordException");
        assertThat(letter.get("errorMessage").asText()).contains(attribute, fault);
        assertThat(letter.get("attempts").asInt()).isEqualTo(1);
        assertThat(Instant.parse(letter.get("firstFailureTime").asText())).isBetween(before, Instant.now());
        assertThat(letter.get("lastFailureTime")).isEqualTo(letter.get("firstFailureTime"));
        assertThat(letter.get("eventId").asText()).isEqualTo("e-1");
        assertThat(letter.get("sequenceNumber").asText()).isEqualTo("100000000000000000001");
        assertThat(letter.at("/record/eventName").asText()).isEqualTo("INSERT");
        assertThat(letter.at("/record/dynamodb/NewImage/" + attribute + "/S").asText())
                .isEqualTo(value);
        assertThat(deadLetters.getExchanges().get(0).getMessage().getHeader(Exchange.FILE_NAME))
                .isEqualTo("e-1.json");
        assertThat(ses.getExchanges()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "experience"})
    void deadLettersARecordThatMissesAnAttribute(String attribute) throws Exception {
        Map<String, AttributeValue> image = ChangeRecords.image();
        image.remove(attribute);

        stream.sendBody(ChangeRecords.insert(image));

        assertThat(onlyDeadLetter().get("reason").asText()).isEqualTo("bad-record");
    }

    @Test
    void deadLettersAnInsertWithoutNewImage() throws Exception {
        stream.sendBody(Record.builder()
                .eventID("e-1")
                .eventName(OperationType.INSERT)
                .dynamodb(change -> change.keys(Map.of("id", ChangeRecords.text("c-1"))))
                .build());

        assertThat(onlyDeadLetter().get("reason").asText()).isEqualTo("bad-record");
    }

    @Test
    void goesOnAfterABadRecord() throws Exception {
        stream.sendBody(Record.builder().eventName(OperationType.INSERT).build());
        stream.sendBody(ChangeRecords.insert(ChangeRecords.image()));

        assertThat(onlyDeadLetter().get("reason").asText()).isEqualTo("bad-record");
        assertThat(onlyMail()).isNotNull();
    }

    @Test
    void mailsARecordThatArrivesAsJson() throws Exception {
        String json = RecordJson.write(ChangeRecords.insert(ChangeRecords.image()));

        stream.sendBody("direct:candidate", json);

        assertThat(onlyExchange().getMessage().getHeader(Ses2Constants.TO)).isEqualTo("jose@example.com");
    }

    @Test
    void deadLettersWhatNobodyForesaw() throws Exception {
        failBeforeTheSending(new IllegalStateException("a bug"));

        stream.sendBody(ChangeRecords.insert(ChangeRecords.image()));

        JsonNode letter = onlyDeadLetter();
        assertThat(letter.get("reason").asText()).isEqualTo("unexpected");
        assertThat(letter.get("errorClass").asText()).isEqualTo("java.lang.IllegalStateException");
    }

    /** As those of link.profile may fail while those of the service do not. */
    @Test
    void keepsAMailWaitingWhoseLinkCannotBeSignedForWantOfCredentials() throws Exception {
        failBeforeTheSending(noCredentials());

        assertThatExceptionOfType(CamelExecutionException.class)
                .isThrownBy(() -> stream.sendBody(ChangeRecords.insert(ChangeRecords.image())))
                .withCauseInstanceOf(MailDeferredException.class);
        assertThat(hold.isHeld()).isFalse();
        assertThat(deadLetters.getExchanges()).isEmpty();
    }

    private static RuntimeException noCredentials() {
        AccountCredentials none = new AccountCredentials(
                () -> {
                    throw new IllegalStateException("no profile");
                },
                Duration.ofSeconds(5));
        try {
            throw new IllegalStateException(none.resolveCredentials().toString());
        } catch (CredentialsException failure) {
            return failure;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"not an address", "jose@example.com"})
    void leavesTheRecordUnacknowledgedWhenTheDeadLetterCannotBeKept(String email) throws Exception {
        failBeforeTheSending(new IllegalStateException("a bug"));
        refuseDeadLetters();

        assertThatExceptionOfType(CamelExecutionException.class)
                .isThrownBy(() -> stream.sendBody(ChangeRecords.insert("c-1", email)))
                .withRootCauseInstanceOf(IOException.class);
    }

    @Test
    void isNotReadyWhileDeadLettersCannotBeKeptAndSaysSoInOneLine() {
        refuseDeadLetters();
        try (LogLines log = new LogLines(DeadLetterLog.class)) {
            assertThatExceptionOfType(CamelExecutionException.class)
                    .isThrownBy(() -> stream.sendBody(ChangeRecords.insert("c-1", "not an address")));

            assertThat(log.all()).singleElement().asString().contains("cannot be kept", "disk full");
            assertThat(readiness("dead-letters").getState()).isEqualTo(HealthCheck.State.DOWN);
        }

        deadLetters.reset();
        stream.sendBody(ChangeRecords.insert("c-1", "not an address"));

        assertThat(readiness("dead-letters").getState()).isEqualTo(HealthCheck.State.UP);
    }

    /** SQS refuses a message that is too large, or contains U+FFFF, with the status 400 each time. */
    @Test
    void keepsADeadLetterWithoutImagesWhereItsEndpointRefusesTheWholeOne() throws Exception {
        deadLetters.whenExchangeReceived(1, exchange -> {
            throw refusal("InvalidParameterValue");
        });

        stream.sendBody(ChangeRecords.insert("c-1", "no address \uFFFF"));

        assertThat(deadLetters.getExchanges()).hasSize(2);
        JsonNode kept = letters().get(1);
        assertThat(kept.get("reason").asText()).isEqualTo("bad-record");
        assertThat(kept.get("shortened").asBoolean()).isTrue();
        assertThat(kept.at("/record/dynamodb/Keys/id/S").asText()).isEqualTo("c-1");
        assertThat(kept.at("/record/dynamodb").has("NewImage")).isFalse();
        assertThat(deadLetters
                        .getExchanges()
                        .get(1)
                        .getMessage()
                        .getBody(String.class)
                        .chars())
                .allMatch(character -> character < 128);
        assertThat(readiness("dead-letters").getState()).isEqualTo(HealthCheck.State.UP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidParameterValue", "RequestThrottled"})
    void redeliversTheRecordWhereItsEndpointRefusesAnyDocument(String code) {
        deadLetters.whenAnyExchangeReceived(exchange -> {
            throw refusal(code);
        });

        assertThatExceptionOfType(CamelExecutionException.class)
                .isThrownBy(() -> stream.sendBody(ChangeRecords.insert("c-1", "no address")));

        assertThat(deadLetters.getExchanges()).hasSize(code.equals("RequestThrottled") ? 1 : 2);
        assertThat(readiness("dead-letters").getState()).isEqualTo(HealthCheck.State.DOWN);
    }

    private static SqsException refusal(String code) {
        AwsErrorDetails details = AwsErrorDetails.builder()
                .errorCode(code)
                .errorMessage("Message must be shorter than 262144 bytes")
                .sdkHttpResponse(SdkHttpResponse.builder().statusCode(400).build())
                .build();
        return (SqsException)
                SqsException.builder().statusCode(400).awsErrorDetails(details).build();
    }

    @Test
    void saysOfADeadLetterOnlyOnceItIsKept() {
        try (LogLines log = new LogLines(DeadLetterLog.class)) {
            deadLetters.whenAnyExchangeReceived(
                    exchange -> assertThat(log.all()).isEmpty());

            stream.sendBody(ChangeRecords.insert("c-1", "not an address"));

            assertThat(log.all()).singleElement().asString().contains("Dead letter, reason bad-record: candidates/c-1");
        }
    }

    @Test
    void endsARecordWhoseNumberWouldFillTheMemory() throws Exception {
        Map<String, AttributeValue> image = ChangeRecords.image();
        image.put("experience", ChangeRecords.text("1e999999999"));

        stream.sendBody(ChangeRecords.insert(image));

        assertThat(onlyDeadLetter().get("reason").asText()).isEqualTo("bad-record");
    }

    private void refuseDeadLetters() {
        deadLetters.whenAnyExchangeReceived(exchange -> {
            throw new IOException("disk full");
        });
    }

    private Exchange onlyExchange() throws InterruptedException {
        ses.expectedMessageCount(1);
        ses.assertIsSatisfied();
        return ses.getExchanges().get(0);
    }

    private MimeMessage onlyMail() throws InterruptedException {
        return onlyExchange().getMessage().getBody(MimeMessage.class);
    }

    private static String part(MimeMessage mail, int i) throws MessagingException, IOException {
        return (String) ((MimeMultipart) mail.getContent()).getBodyPart(i).getContent();
    }

    private JsonNode onlyDeadLetter() throws InterruptedException, IOException {
        deadLetters.expectedMessageCount(1);
        deadLetters.assertIsSatisfied();
        return json.readTree(deadLetters.getExchanges().get(0).getMessage().getBody(byte[].class));
    }
}
