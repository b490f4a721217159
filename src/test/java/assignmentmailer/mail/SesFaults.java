package assignmentmailer.mail;

import static assignmentmailer.mail.FaultOwner.ACCOUNT;
import static assignmentmailer.mail.FaultOwner.MAIL;
import static assignmentmailer.mail.FaultOwner.MAIL_OR_EVERYBODY;
import static assignmentmailer.mail.FaultOwner.NONE;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import assignmentmailer.mail.account.AccountCredentials;
import assignmentmailer.mail.account.CredentialsException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.http.NoHttpResponseException;
import org.apache.http.conn.ConnectTimeoutException;
import org.apache.http.conn.ConnectionPoolTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ses.model.AccountSendingPausedException;
import software.amazon.awssdk.services.ses.model.ConfigurationSetDoesNotExistException;
import software.amazon.awssdk.services.ses.model.ConfigurationSetSendingPausedException;
import software.amazon.awssdk.services.ses.model.MailFromDomainNotVerifiedException;
import software.amazon.awssdk.services.ses.model.MessageRejectedException;
import software.amazon.awssdk.services.ses.model.SesException;
import software.amazon.awssdk.services.sts.model.StsException;

/** The table of faults: exceptions of the SDK for failed mails, with the owner of each. */
public final class SesFaults {
    /** The sender in the table's messages. */
    public static final String SENDER = "jobs@example.com";

    /** The recipient in the table's messages. */
    public static final String RECIPIENT = "jose@candidate.example";

    private static final String DENIED =
            "User `arn:aws:sts::1:assumed-role/r/s' is not authorized to perform `ses:SendRawEmail' on resource `arn:aws:ses:eu-west-1:1:identity/";
    private static final String INBOX =
            " For more information, please check the inbox of the email address associated with your AWS account.";
    private static final String NOT_VERIFIED =
            "Email address is not verified. The following identities failed the check in region EU-WEST-1: ";

    private SesFaults() {}

    /** Rows of {@link Fault} and {@link Exception}. */
    public static Stream<Arguments> table() {
        return Stream.of(mail(), mailOrEverybodyUnsent(), mailOrEverybodyUncertain(), nobody(), account())
                .flatMap(rows -> rows);
    }

    /** Returns the failures that identify this owner by themselves. */
    public static Stream<Exception> of(FaultOwner owner, boolean uncertain) {
        return table().map(Arguments::get)
                .filter(row -> row[0].equals(new Fault(owner, uncertain)))
                .map(row -> (Exception) row[1]);
    }

    private static Stream<Arguments> mail() {
        return rows(
                MAIL,
                false,
                typed(MessageRejectedException.builder(), "MessageRejected", "Address blacklisted."),
                (Exception) MessageRejectedException.builder()
                        .message("without details")
                        .build(),
                answer(400, "MessageRejected", "Email content is not allowed"),
                answer(400, "InvalidParameterValue", "Local address contains control or whitespace"),
                answer(400, "InvalidParameterValue", "Missing final '@domain'"),
                answer(400, "InvalidParameterValue", "Illegal address"));
    }

    private static Stream<Arguments> mailOrEverybodyUnsent() {
        return rows(
                MAIL_OR_EVERYBODY,
                false,
                answer(400, "MessageRejected", NOT_VERIFIED + RECIPIENT),
                answer(400, "MessageRejected", NOT_VERIFIED + RECIPIENT.substring(RECIPIENT.indexOf('@') + 1)),
                answer(403, "AccessDenied", DENIED + RECIPIENT + "'"),
                answer(400, "ValidationError", "1 validation error detected"),
                answer(413, "RequestEntityTooLarge", "Too large"),
                answer(503, "ServiceUnavailable", "Try again"),
                answer(400, null, "What a proxy says"),
                answer(403, null, "What a proxy says"),
                answer(404, null, "No SES at this endpoint"),
                answer(300, null, "One of several"),
                answer(301, null, "Elsewhere"),
                notSent(new ConnectException("Connection refused")),
                notSent(new ConnectTimeoutException("connect timed out")),
                notSent(new ConnectionPoolTimeoutException("Timeout waiting for connection from pool")),
                notSent(new NoRouteToHostException("No route to host")),
                notSent(new UnknownHostException("email.eu-west-1.amazonaws.com")),
                notSent(new SSLHandshakeException("PKIX path building failed")),
                notSent(new SSLException("Unsupported or unrecognized SSL message")),
                notSent(new SocketException("Connection reset")),
                notSent(new SocketTimeoutException("Read timed out")),
                nothingSent(answer(502, null, "A proxy that opens no tunnel")),
                nothingSent(ApiCallTimeoutException.create(12_000)),
                credentials(sts("IDPCommunicationError", "Error communicating with IDP")));
    }

    private static Stream<Arguments> mailOrEverybodyUncertain() {
        return rows(
                MAIL_OR_EVERYBODY,
                true,
                answer(500, "InternalFailure", "Internal"),
                answer(500, null, "What a proxy says"),
                answer(502, null, "Bad gateway"),
                answer(503, null, "What a proxy says"),
                answer(504, null, "Gateway time-out"),
                answer(408, "RequestTimeoutException", "Timeout"),
                answer(408, null, "What a proxy says"),
                answer(400, "RequestAbortedException", "Aborted"),
                noAnswer(new SocketTimeoutException("Read timed out")),
                noAnswer(new SocketException("Connection reset")),
                noAnswer(new SocketException("Broken pipe")),
                noAnswer(new NoHttpResponseException("The target server failed to respond")),
                noAnswer(new SSLException("Connection closed")),
                ApiCallTimeoutException.create(12_000),
                ApiCallAttemptTimeoutException.create(12_000),
                AbortedException.create("Thread was interrupted"),
                SdkClientException.create("Unable to unmarshall response"));
    }

    private static Stream<Arguments> nobody() {
        return rows(
                NONE,
                false,
                answer(400, "Throttling", "Maximum sending rate exceeded."),
                answer(454, "Throttling", "Throttling failure: Maximum sending rate exceeded."),
                answer(400, "Throttling", "Rate exceeded"),
                answer(429, "TooManyRequestsException", "Too many requests"));
    }

    private static Stream<Arguments> account() {
        return rows(
                ACCOUNT,
                false,
                answer(400, "Throttling", "Daily message quota exceeded."),
                answer(400, "MessageRejected", "Sending paused for this account." + INBOX),
                answer(400, "MessageRejected", "Sending suspended for this account." + INBOX),
                answer(400, "MessageRejected", "Email sending for the account is paused."),
                answer(400, "MessageRejected", "Email sending for the configuration set <x> is paused."),
                answer(400, "InvalidParameterValue", "Invalid configuration set name <x y>."),
                typed(AccountSendingPausedException.builder(), "AccountSendingPausedException", "Paused"),
                answer(400, "AccountSendingPaused", "Paused"),
                typed(
                        ConfigurationSetSendingPausedException.builder(),
                        "ConfigurationSetSendingPausedException",
                        "Paused"),
                typed(ConfigurationSetDoesNotExistException.builder(), "ConfigurationSetDoesNotExist", "No such set"),
                typed(
                        MailFromDomainNotVerifiedException.builder(),
                        "MailFromDomainNotVerifiedException",
                        "Not verified"),
                answer(400, "MessageRejected", NOT_VERIFIED + SENDER),
                answer(400, "MessageRejected", NOT_VERIFIED + RECIPIENT + ", Jobs <" + SENDER + ">"),
                answer(400, "MessageRejected", NOT_VERIFIED + RECIPIENT + ", ..."),
                answer(400, "MessageRejected", NOT_VERIFIED + "example.com"),
                answer(400, "MessageRejected", "Email address is not verified."),
                answer(400, "LimitExceeded", "Too many"),
                answer(403, "AccessDenied", "User is not authorized to perform ses:SendRawEmail"),
                answer(403, "AccessDenied", DENIED + SENDER + "'"),
                answer(403, "AccessDeniedException", "Denied"),
                answer(403, "InvalidClientTokenId", "The security token included in the request is invalid."),
                answer(403, "UnrecognizedClientException", "The security token is invalid"),
                answer(403, "SignatureDoesNotMatch", "The request signature we calculated does not match"),
                answer(400, "IncompleteSignature", "Incomplete"),
                answer(403, "MissingAuthenticationToken", "Missing"),
                answer(400, "ExpiredToken", "The security token included in the request is expired"),
                answer(400, "RequestExpired", "Our clock is wrong"),
                answer(403, "OptInRequired", "The AWS access key ID needs a subscription"),
                answer(400, "InvalidAction", "No such action: no SES at this endpoint"),
                answer(400, "MissingAction", "The request is missing an action"),
                sts("InvalidIdentityToken", "No OpenIDConnect provider found in your account"),
                credentials(sts("MalformedPolicyDocument", "Syntax errors in policy")),
                credentials(new IllegalStateException("Failed to refresh process-based credentials.")),
                credentials(SdkClientException.create("Unable to load credentials from any of the providers")));
    }

    private static Stream<Arguments> rows(FaultOwner owner, boolean uncertain, Exception... failures) {
        return Stream.of(failures).map(failure -> Arguments.of(new Fault(owner, uncertain), failure));
    }

    /** Returns the SDK's exception for a call that fails before its body is read. */
    public static Exception notSent(Exception cause) {
        return nothingSent(noAnswer(cause));
    }

    private static Exception nothingSent(Exception failure) {
        NothingSent.mark(failure);
        return failure;
    }

    /** Returns the exception for a failing credentials provider. */
    public static Exception credentials(RuntimeException failure) {
        AccountCredentials credentials = new AccountCredentials(
                () -> {
                    throw failure;
                },
                Duration.ofMinutes(1));
        return assertThatExceptionOfType(CredentialsException.class)
                .isThrownBy(credentials::resolveCredentials)
                .actual();
    }

    private static RuntimeException sts(String code, String message) {
        return (RuntimeException) StsException.builder()
                .statusCode(400)
                .message(message)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .serviceName("Sts")
                        .build())
                .build();
    }

    /** Returns the SDK's exception for an error response of SES. */
    public static SdkException answer(int status, @Nullable String code, String message) {
        return typed(SesException.builder().statusCode(status), code, message);
    }

    /** Returns the SDK's exception for a missing response of SES. */
    public static SdkException noAnswer(Exception cause) {
        return SdkClientException.create("Unable to execute HTTP request: " + cause.getMessage(), cause);
    }

    private static SdkException typed(SesException.Builder builder, @Nullable String code, String message) {
        return builder.message(message)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }
}
