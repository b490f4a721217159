package assignmentmailer.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.AccountSendingPausedException;
import software.amazon.awssdk.services.ses.model.GetSendQuotaResponse;
import software.amazon.awssdk.services.ses.model.SendEmailRequest;
import software.amazon.awssdk.services.ses.model.SesException;

class LocalSesTest {
    private static final String MAIL = """
            From: sender@example.com
            To: candidate@example.com
            Subject: =?UTF-8?Q?Jos=C3=A9?=

            Hello
            """;

    private final LocalSes ses = LocalSes.start(ReceivedMails.inMemory());
    private final SesClient client = SesClient.builder()
            .endpointOverride(ses.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .build();

    @AfterEach
    void stop() {
        client.close();
        ses.close();
    }

    @Test
    void keepsARawMailWithItsEnvelope() {
        String id = client.sendRawEmail(mail -> mail.rawMessage(raw -> raw.data(SdkBytes.fromUtf8String(MAIL)))
                        .source("bounces@example.com")
                        .destinations("candidate@example.com", "copy@example.com"))
                .messageId();

        assertThat(ses.mailbox().mails()).singleElement().satisfies(mail -> {
            assertThat(mail.id()).isEqualTo(id);
            assertThat(mail.source()).isEqualTo("bounces@example.com");
            assertThat(mail.destinations()).containsExactly("candidate@example.com", "copy@example.com");
            assertThat(mail.message().getSubject()).isEqualTo("José");
        });
    }

    @Test
    void takesTheEnvelopeFromTheHeadersWhenTheRequestHasNone() {
        send(MAIL);

        assertThat(ses.mailbox().mails()).singleElement().satisfies(mail -> {
            assertThat(mail.source()).isEqualTo("sender@example.com");
            assertThat(mail.destinations()).containsExactly("candidate@example.com");
        });
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, José", ", Jos?"})
    void composesASimpleMailInItsCharset(String charset, String received) {
        client.sendEmail(SendEmailRequest.builder()
                .source("sender@example.com")
                .destination(to -> to.toAddresses("candidate@example.com"))
                .message(message -> message.subject(
                                subject -> subject.data("José").charset(charset))
                        .body(body -> body.text(text -> text.data("José").charset(charset))
                                .html(html -> html.data("<p>José").charset(charset))))
                .build());

        assertThat(ses.mailbox().mails()).singleElement().satisfies(mail -> {
            MailView view = MailView.of(mail);
            assertThat(view.subject()).isEqualTo(received);
            assertThat(view.text()).isEqualTo(received);
            assertThat(view.html()).isEqualTo("<p>" + received);
        });
    }

    static Stream<Arguments> badMails() {
        return Stream.of(
                argumentSet(
                        "no destination", MAIL.replace("To: candidate@example.com\n", ""), "Missing required header"),
                argumentSet(
                        "no sender", MAIL.replace("From: sender@example.com\n", ""), "Missing required header 'From'"),
                argumentSet("two subjects", "Subject: again\n" + MAIL, "Duplicate header 'Subject'"),
                argumentSet(
                        "parts without a boundary",
                        "Content-Type: multipart/alternative; boundary=none\n" + MAIL,
                        "cannot be read"),
                argumentSet(
                        "51 destinations", MAIL.replace("To: ", "To: " + "a@example.com, ".repeat(50)), "exceeds 50"),
                argumentSet("too long", MAIL + "x".repeat(10 * 1024 * 1024), "more than 10485760 bytes"));
    }

    @ParameterizedTest
    @MethodSource("badMails")
    void refusesAMailThatIsNotOne(String mail, String message) {
        SesException refusal = catchThrowableOfType(SesException.class, () -> send(mail));

        assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue");
        assertThat(refusal).hasMessageContaining(message);
        assertThat(ses.mailbox().mails()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    candidate             | Missing final '@domain'
                    @example.com          | Missing local name
                    a b@example.com       | whitespace
                    a@example.com, b@c.de | Illegal address
                    josé@example.com      | not ASCII
                    a@exämple.com         | not ASCII
                    """)
    void refusesADestinationThatIsNoAddress(String destination, String message) {
        SesException refusal = catchThrowableOfType(SesException.class, () -> send(MAIL, destination));

        assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue");
        assertThat(refusal).hasMessageContaining(message);
        assertThat(ses.mailbox().mails()).isEmpty();
    }

    @Test
    void refusesAnActionThatItDoesNotKnow() {
        assertThatThrownBy(client::listIdentities)
                .isInstanceOf(SesException.class)
                .hasMessageContaining("Could not find operation ListIdentities");
    }

    @Test
    void tellsWhatMayBeSentAndWhatWas() {
        ses.quota(new SesQuota(2.5, 200));
        send(MAIL);

        GetSendQuotaResponse quota = client.getSendQuota();

        assertThat(quota.maxSendRate()).isEqualTo(2.5);
        assertThat(quota.max24HourSend()).isEqualTo(200);
        assertThat(quota.sentLast24Hours()).isEqualTo(1);
    }

    @Test
    void answersWithAnErrorThatTheSdkKnows() {
        ses.fault(SesError.ACCOUNT_SENDING_PAUSED);

        assertThatThrownBy(() -> send(MAIL))
                .isInstanceOfSatisfying(AccountSendingPausedException.class, error -> assertThat(error.statusCode())
                        .isEqualTo(400));
        assertThat(ses.mailbox().mails()).isEmpty();
    }

    @Test
    void isWellAgainWhenToldSo() {
        ses.fault(SesError.SERVICE_UNAVAILABLE);
        assertThatThrownBy(() -> send(MAIL)).isInstanceOf(SesException.class);

        ses.fault(SesFault.NONE);
        send(MAIL);

        assertThat(ses.mailbox().mails()).hasSize(1);
    }

    @Test
    void hangsUpBeforeItHasTheMail() {
        ses.fault(SesFault.hangUpBefore());

        assertThatThrownBy(() -> send(MAIL)).isInstanceOf(SdkClientException.class);
        assertThat(ses.mailbox().mails()).isEmpty();
    }

    @Test
    void hangsUpAfterItHasTheMail() {
        ses.fault(SesFault.hangUpAfter());

        assertThatThrownBy(() -> send(MAIL)).isInstanceOf(SdkClientException.class);
        assertThat(ses.mailbox().mails()).hasSize(1);
    }

    @Test
    void answersTooLate() {
        ses.fault(SesFault.delay(Duration.ofMinutes(1)));

        assertThatThrownBy(() ->
                        client.sendRawEmail(mail -> mail.rawMessage(raw -> raw.data(SdkBytes.fromUtf8String(MAIL)))
                                .overrideConfiguration(call -> call.apiCallTimeout(Duration.ofSeconds(1)))))
                .isInstanceOf(ApiCallTimeoutException.class);
        assertThat(ses.mailbox().mails()).hasSize(1);
    }

    @Test
    void failsMailAfterMailInTurn() {
        ses.fault(SesFault.inTurn(SesError.MAXIMUM_SENDING_RATE_EXCEEDED, SesFault.NONE, SesError.INTERNAL_FAILURE));
        client.getSendQuota();

        assertThatThrownBy(() -> send(MAIL)).hasMessageContaining("Maximum sending rate exceeded.");
        send(MAIL);
        assertThatThrownBy(() -> send(MAIL)).hasMessageContaining("internal error");
        send(MAIL);

        assertThat(ses.mailbox().mails()).hasSize(2);
    }

    @Test
    void takesAMailToTheSimulatorThatReachesNobodyAndCountsInNoQuota() {
        send(MAIL, "success@simulator.amazonses.com");

        assertThat(ses.mailbox().mails()).isEmpty();
        assertThat(client.getSendQuota().sentLast24Hours()).isZero();
    }

    @Test
    void refusesConnectionsUntilItAcceptsThemAgain() {
        ses.refuseConnections();
        assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> send(MAIL));

        ses.acceptConnections();
        send(MAIL);

        assertThat(ses.mailbox().mails()).hasSize(1);
    }

    private void send(String mail, String... destinations) {
        client.sendRawEmail(request -> request.rawMessage(raw -> raw.data(SdkBytes.fromUtf8String(mail)))
                .destinations(List.of(destinations)));
    }
}
