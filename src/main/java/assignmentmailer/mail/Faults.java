package assignmentmailer.mail;

import static assignmentmailer.mail.FaultOwner.ACCOUNT;
import static assignmentmailer.mail.FaultOwner.NOBODY;
import static assignmentmailer.mail.FaultOwner.RECORD;
import static assignmentmailer.mail.FaultOwner.UNKNOWN;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.http.conn.ConnectTimeoutException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Tells whose fault it is that SES did not take a mail. What is to be done about it is said in the routes.
 *
 * <p>The error codes are those of the SES API reference, <a
 * href="https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html">SendRawEmail</a> and <a
 * href="https://docs.aws.amazon.com/ses/latest/APIReference/CommonErrors.html">Common Errors</a>; the messages those of
 * the SES developer guide, <a
 * href="https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html">Amazon SES email sending errors</a>.
 */
public final class Faults {
    private static final Map<String, FaultOwner> BY_CODE = Map.ofEntries(
            Map.entry("MessageRejected", RECORD),
            Map.entry("InvalidParameterValue", RECORD),
            Map.entry("Throttling", NOBODY),
            Map.entry("TooManyRequests", NOBODY),
            Map.entry("ServiceUnavailable", NOBODY),
            Map.entry("InternalFailure", UNKNOWN),
            Map.entry("RequestAborted", UNKNOWN),
            Map.entry("RequestTimeout", UNKNOWN),
            Map.entry("AccountSendingPaused", ACCOUNT),
            Map.entry("AccountSuspended", ACCOUNT),
            Map.entry("SendingPaused", ACCOUNT),
            Map.entry("ConfigurationSetSendingPaused", ACCOUNT),
            Map.entry("ConfigurationSetDoesNotExist", ACCOUNT),
            Map.entry("MailFromDomainNotVerified", ACCOUNT),
            Map.entry("FromEmailAddressNotVerified", ACCOUNT),
            Map.entry("ProductionAccessNotGranted", ACCOUNT),
            Map.entry("LimitExceeded", ACCOUNT),
            Map.entry("AccessDenied", ACCOUNT),
            Map.entry("NotAuthorized", ACCOUNT),
            Map.entry("OptInRequired", ACCOUNT),
            Map.entry("InvalidClientTokenId", ACCOUNT),
            Map.entry("UnrecognizedClient", ACCOUNT),
            Map.entry("MissingAuthenticationToken", ACCOUNT),
            Map.entry("SignatureDoesNotMatch", ACCOUNT),
            Map.entry("InvalidSignature", ACCOUNT),
            Map.entry("IncompleteSignature", ACCOUNT),
            Map.entry("ExpiredToken", ACCOUNT),
            Map.entry("RequestExpired", ACCOUNT),
            Map.entry("InvalidAction", ACCOUNT),
            Map.entry("UnknownOperation", ACCOUNT));

    /** Before anything was sent. */
    private static final List<Class<? extends Exception>> NEVER_CONNECTED = List.of(
            ConnectException.class,
            ConnectTimeoutException.class,
            NoRouteToHostException.class,
            PortUnreachableException.class,
            UnknownHostException.class,
            SSLHandshakeException.class,
            SSLPeerUnverifiedException.class);

    private static final String DAILY_QUOTA = "Daily message quota exceeded";
    private static final String SENDING_RATE = "Maximum sending rate exceeded";
    private static final Pattern NOT_VERIFIED =
            Pattern.compile("is not verified(?:.*failed the check in region [^:]+:(?<identities>.*))?", Pattern.DOTALL);
    private static final Pattern CREDENTIALS = Pattern.compile("credential", Pattern.CASE_INSENSITIVE);

    /** The sender's address and its domain. */
    private final Set<String> ours = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** @param sender the address that mails are sent from */
    public Faults(String sender) {
        ours.add(sender);
        ours.add(sender.substring(sender.indexOf('@') + 1));
    }

    /** Returns whose fault the exchange's failure is, for the routes. */
    public FaultOwner owner(Exchange exchange) {
        return ownerOf(exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class));
    }

    /** Returns whose fault a failure to send is; one that did not come from the call to SES is this mail's. */
    public FaultOwner ownerOf(Throwable failure) {
        if (failure instanceof AwsServiceException answer) {
            return ownerOfAnswer(answer);
        }
        return failure instanceof SdkClientException ? ownerOfNoAnswer(failure) : RECORD;
    }

    /** Returns whether more was sent in a second than the account may. */
    static boolean isTooFast(Throwable failure) {
        return failure instanceof AwsServiceException answer
                && messageOf(answer).contains(SENDING_RATE);
    }

    private FaultOwner ownerOfAnswer(AwsServiceException answer) {
        String message = messageOf(answer);
        if (message.contains(DAILY_QUOTA)) {
            return ACCOUNT;
        }
        FaultOwner owner = BY_CODE.getOrDefault(codeOf(answer), byStatus(answer.statusCode()));
        return owner == RECORD && isOurIdentity(message) ? ACCOUNT : owner;
    }

    /** The first digit says it, but for those that the SES API reference or a proxy gives a meaning of its own. */
    private static FaultOwner byStatus(int status) {
        return switch (status) {
            case 408 -> UNKNOWN;
            case 429, 503 -> NOBODY;
            case 401, 403, 404, 407 -> ACCOUNT;
            default -> status >= 500 ? UNKNOWN : status >= 400 ? RECORD : ACCOUNT;
        };
    }

    private static FaultOwner ownerOfNoAnswer(Throwable failure) {
        if (CREDENTIALS.matcher(String.valueOf(failure.getMessage())).find()) {
            return ACCOUNT;
        }
        boolean neverConnected = Stream.iterate(failure, t -> t != null, Throwable::getCause)
                .anyMatch(t -> NEVER_CONNECTED.stream().anyMatch(type -> type.isInstance(t)));
        return neverConnected ? NOBODY : UNKNOWN;
    }

    /** In the sandbox SES names the recipient where that is what is not verified: then it is this mail's fault. */
    private boolean isOurIdentity(String message) {
        Matcher notVerified = NOT_VERIFIED.matcher(message);
        if (!notVerified.find()) {
            return false;
        }
        String identities = notVerified.group("identities");
        return identities == null
                || Arrays.stream(identities.split(","))
                        .map(identity -> identity.replaceAll(".*<|>.*", "").strip())
                        .anyMatch(ours::contains);
    }

    /** Some services end their codes in Exception, as the SDK's types do; some do not. */
    private static String codeOf(AwsServiceException answer) {
        return Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse(answer.getClass().getSimpleName())
                .replaceAll("Exception$", "");
    }

    private static String messageOf(AwsServiceException answer) {
        return Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::errorMessage)
                .orElse("");
    }
}
