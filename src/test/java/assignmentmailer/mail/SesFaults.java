package assignmentmailer.mail;

import static assignmentmailer.mail.FaultOwner.ACCOUNT;
import static assignmentmailer.mail.FaultOwner.NOBODY;
import static assignmentmailer.mail.FaultOwner.RECORD;
import static assignmentmailer.mail.FaultOwner.UNKNOWN;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
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

/** The table of faults: what the SDK throws when a mail is not taken, and whose fault that is. */
public final class SesFaults {
    /** The sender that the table's messages are about. */
    public static final String SENDER = "jobs@example.com";

    private static final String NOT_VERIFIED =
            "Email address is not verified. The following identities failed the check in region EU-WEST-1: ";

    private SesFaults() {}

    /** Rows of {@link FaultOwner} and {@link SdkException}. */
    public static Stream<Arguments> table() {
        return Stream.of(
                        Stream.of(
                                row(
                                        RECORD,
                                        typed(
                                                MessageRejectedException.builder(),
                                                "MessageRejected",
                                                "Address blacklisted.")),
                                row(RECORD, answer(400, "MessageRejected", "Email content is not allowed")),
                                row(RECORD, answer(400, "MessageRejected", NOT_VERIFIED + "c@candidate.example")),
                                row(
                                        RECORD,
                                        answer(
                                                400,
                                                "InvalidParameterValue",
                                                "Local address contains control or whitespace")),
                                row(RECORD, answer(400, "InvalidParameterValue", "Missing final '@domain'")),
                                row(RECORD, answer(400, "ValidationError", "1 validation error detected")),
                                row(RECORD, answer(413, "RequestEntityTooLarge", "Too large")),
                                row(RECORD, answer(400, null, "What a proxy says"))),
                        Stream.of(
                                row(NOBODY, answer(400, "Throttling", "Maximum sending rate exceeded.")),
                                row(
                                        NOBODY,
                                        answer(
                                                454,
                                                "Throttling",
                                                "Throttling failure: Maximum sending rate exceeded.")),
                                row(NOBODY, answer(400, "Throttling", "Rate exceeded")),
                                row(NOBODY, answer(429, "TooManyRequestsException", "Too many requests")),
                                row(NOBODY, answer(503, "ServiceUnavailable", "Try again")),
                                row(NOBODY, answer(503, null, "What a proxy says")),
                                row(NOBODY, noAnswer(new ConnectException("Connection refused"))),
                                row(NOBODY, noAnswer(new ConnectTimeoutException("connect timed out"))),
                                row(
                                        NOBODY,
                                        noAnswer(new ConnectionPoolTimeoutException(
                                                "Timeout waiting for connection from pool"))),
                                row(NOBODY, noAnswer(new NoRouteToHostException("No route to host"))),
                                row(NOBODY, noAnswer(new UnknownHostException("email.eu-west-1.amazonaws.com"))),
                                row(NOBODY, noAnswer(new SSLHandshakeException("PKIX path building failed")))),
                        Stream.of(
                                row(UNKNOWN, answer(500, "InternalFailure", "Internal")),
                                row(UNKNOWN, answer(500, null, "What a proxy says")),
                                row(UNKNOWN, answer(502, null, "Bad gateway")),
                                row(UNKNOWN, answer(504, null, "Gateway time-out")),
                                row(UNKNOWN, answer(408, "RequestTimeoutException", "Timeout")),
                                row(UNKNOWN, answer(400, "RequestAbortedException", "Aborted")),
                                row(UNKNOWN, noAnswer(new SocketTimeoutException("Read timed out"))),
                                row(UNKNOWN, noAnswer(new SocketException("Connection reset"))),
                                row(UNKNOWN, noAnswer(new SocketException("Broken pipe"))),
                                row(
                                        UNKNOWN,
                                        noAnswer(new NoHttpResponseException("The target server failed to respond"))),
                                row(UNKNOWN, noAnswer(new SSLException("Connection closed"))),
                                row(UNKNOWN, ApiCallTimeoutException.create(12_000)),
                                row(UNKNOWN, ApiCallAttemptTimeoutException.create(12_000)),
                                row(UNKNOWN, AbortedException.create("Thread was interrupted")),
                                row(UNKNOWN, SdkClientException.create("Unable to unmarshall response"))),
                        Stream.of(
                                row(ACCOUNT, answer(400, "Throttling", "Daily message quota exceeded.")),
                                row(
                                        ACCOUNT,
                                        typed(
                                                AccountSendingPausedException.builder(),
                                                "AccountSendingPausedException",
                                                "Paused")),
                                row(ACCOUNT, answer(400, "AccountSendingPaused", "Paused")),
                                row(
                                        ACCOUNT,
                                        typed(
                                                ConfigurationSetSendingPausedException.builder(),
                                                "ConfigurationSetSendingPausedException",
                                                "Paused")),
                                row(
                                        ACCOUNT,
                                        typed(
                                                ConfigurationSetDoesNotExistException.builder(),
                                                "ConfigurationSetDoesNotExist",
                                                "No such set")),
                                row(
                                        ACCOUNT,
                                        typed(
                                                MailFromDomainNotVerifiedException.builder(),
                                                "MailFromDomainNotVerifiedException",
                                                "Not verified")),
                                row(ACCOUNT, answer(400, "MessageRejected", NOT_VERIFIED + SENDER)),
                                row(
                                        ACCOUNT,
                                        answer(
                                                400,
                                                "MessageRejected",
                                                NOT_VERIFIED + "c@candidate.example, Jobs <" + SENDER + ">")),
                                row(ACCOUNT, answer(400, "MessageRejected", NOT_VERIFIED + "example.com")),
                                row(ACCOUNT, answer(400, "MessageRejected", "Email address is not verified.")),
                                row(ACCOUNT, answer(400, "LimitExceeded", "Too many")),
                                row(
                                        ACCOUNT,
                                        answer(
                                                403,
                                                "AccessDenied",
                                                "User is not authorized to perform ses:SendRawEmail")),
                                row(ACCOUNT, answer(403, "AccessDeniedException", "Denied")),
                                row(
                                        ACCOUNT,
                                        answer(
                                                403,
                                                "InvalidClientTokenId",
                                                "The security token included in the request is invalid.")),
                                row(
                                        ACCOUNT,
                                        answer(403, "UnrecognizedClientException", "The security token is invalid")),
                                row(
                                        ACCOUNT,
                                        answer(
                                                403,
                                                "SignatureDoesNotMatch",
                                                "The request signature we calculated does not match")),
                                row(ACCOUNT, answer(400, "IncompleteSignature", "Incomplete")),
                                row(ACCOUNT, answer(403, "MissingAuthenticationToken", "Missing")),
                                row(
                                        ACCOUNT,
                                        answer(
                                                400,
                                                "ExpiredToken",
                                                "The security token included in the request is expired")),
                                row(ACCOUNT, answer(400, "RequestExpired", "Our clock is wrong")),
                                row(
                                        ACCOUNT,
                                        answer(403, "OptInRequired", "The AWS access key ID needs a subscription")),
                                row(ACCOUNT, answer(400, "InvalidAction", "No such action: no SES at this endpoint")),
                                row(ACCOUNT, answer(403, null, "What a proxy says")),
                                row(ACCOUNT, answer(404, null, "No SES at this endpoint")),
                                row(ACCOUNT, answer(301, null, "Elsewhere")),
                                row(
                                        ACCOUNT,
                                        SdkClientException.create(
                                                "Unable to load credentials from any of the providers in the chain"))))
                .flatMap(rows -> rows);
    }

    /** What the SDK throws when SES answers with an error. */
    public static SdkException answer(int status, @Nullable String code, String message) {
        return typed(SesException.builder().statusCode(status), code, message);
    }

    /** What the SDK throws when SES does not answer. */
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

    private static Arguments row(FaultOwner owner, SdkException failure) {
        return Arguments.of(owner, failure);
    }
}
