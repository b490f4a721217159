package assignmentmailer.mail;

import static assignmentmailer.mail.FaultOwner.ACCOUNT;
import static assignmentmailer.mail.FaultOwner.MAIL;
import static assignmentmailer.mail.FaultOwner.MAIL_OR_EVERYBODY;
import static assignmentmailer.mail.FaultOwner.NONE;

import assignmentmailer.ledger.NoReceiptException;
import assignmentmailer.mail.account.CredentialsException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ses.model.SesException;

/**
 * Classifies one failure to send: who may own the fault, and whether the mail may have been sent. The {@link MailJudge}
 * decides what follows.
 *
 * <p>The error codes are those of the SES API reference, <a
 * href="https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html">SendRawEmail</a> and <a
 * href="https://docs.aws.amazon.com/ses/latest/APIReference/CommonErrors.html">Common Errors</a>; the messages are
 * those of the SES developer guide, <a
 * href="https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html">Amazon SES email sending
 * errors</a>. An unknown code is either the mail's fault or everybody's; the outcomes of other mails decide.
 */
public final class FaultClassifier {
    private static final Map<String, FaultOwner> BY_CODE = Map.ofEntries(
            Map.entry("MessageRejected", MAIL),
            Map.entry("InvalidParameterValue", MAIL),
            Map.entry("Throttling", NONE),
            Map.entry("TooManyRequests", NONE),
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
            Map.entry("MissingAction", ACCOUNT),
            Map.entry("UnknownOperation", ACCOUNT));

    /** Error codes, some of status 5xx, by which SES states that it did not send the mail. */
    private static final Set<String> NOT_DONE = Set.of("ServiceUnavailable", "Throttling", "TooManyRequests");

    /** Error codes by which SES states that it aborted a request after starting it. */
    private static final Set<String> GIVEN_UP = Set.of("RequestAborted", "RequestTimeout");

    private static final String DAILY_QUOTA = "Daily message quota exceeded";
    private static final String SENDING_RATE = "Maximum sending rate exceeded";

    /** STS could not reach the identity provider (STS API reference, AssumeRoleWithWebIdentity): a network fault. */
    private static final String IDENTITY_PROVIDER_UNREACHABLE = "IDPCommunicationError";

    /** Texts of MessageRejected that concern the account, as in AWS's enforcement notices, or the configuration set. */
    private static final Pattern ABOUT_THE_ACCOUNT = Pattern.compile(
            "sending (?:is |has been )?(?:paused|suspended|disabled)|for (?:this|the) account|configuration set",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern NOT_VERIFIED = Pattern.compile(
            "is not verified(?:.*failed the check in region [^:]+:(?<identities>.*))?",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private static final Pattern DENIED_IDENTITY =
            Pattern.compile("on resource\\W+arn:[^ ]*?:identity/(?<identity>\\S+?)['`\"]?[.,;]?(?:\\s|$)");

    /** The sender's address, its domain, and the parent domains. */
    private final Set<String> ours;

    /** @param sender the address in {@code mail.from} */
    public FaultClassifier(String sender) {
        this.ours = SesIdentities.of(sender);
    }

    /** @param recipient the recipient's address */
    public Fault classify(Throwable failure, String recipient) {
        if (NothingSent.isMarked(failure) || failure instanceof CredentialsException) {
            return new Fault(ownerUnsent(failure), false);
        }
        if (failure instanceof AwsServiceException answer) {
            return new Fault(ownerOfAnswer(answer, recipient), isUncertain(answer));
        }
        return new Fault(MAIL_OR_EVERYBODY, true);
    }

    /** Returns whether SES refused a mail only because of its recipient. */
    boolean isDeniedForRecipient(Throwable failure, String recipient) {
        return failure instanceof SesException answer
                && BY_CODE.containsKey(errorCode(answer).orElse(""))
                && classify(answer, recipient).owner() == MAIL_OR_EVERYBODY;
    }

    /** Returns whether a failure comes from the call to SES. */
    static boolean isOfTheCall(Throwable failure) {
        return failure instanceof SdkException || failure instanceof NoReceiptException;
    }

    /** Returns a one-word code for a failure, without content of the mail. */
    public static String codeOf(Throwable failure) {
        if (failure instanceof AwsServiceException answer) {
            return errorCode(answer).orElse("status-" + answer.statusCode());
        }
        Throwable root = causes(failure).reduce((outer, inner) -> inner).orElse(failure);
        return root.getClass().getSimpleName();
    }

    /** Returns a failure's message without the request id. */
    static String describe(Throwable failure) {
        return failure instanceof AwsServiceException answer && answer.awsErrorDetails() != null
                ? codeOf(answer) + ": " + messageOf(answer)
                : String.valueOf(failure.getMessage());
    }

    /** Returns whether SES refused a mail because the account's send rate was exceeded. */
    static boolean isTooFast(Throwable failure) {
        return failure instanceof AwsServiceException answer
                && messageOf(answer).contains(SENDING_RATE);
    }

    /**
     * Returns the owner of a fault that occurred before the request was sent: at a proxy, a TLS handshake or the
     * credentials provider.
     */
    private static FaultOwner ownerUnsent(Throwable failure) {
        boolean byCredentials = causes(failure).anyMatch(CredentialsException.class::isInstance)
                || failure instanceof AwsServiceException answer && !(answer instanceof SesException);
        boolean byNetwork = causes(failure)
                .anyMatch(cause -> cause instanceof AwsServiceException answer
                        && errorCode(answer)
                                .filter(IDENTITY_PROVIDER_UNREACHABLE::equals)
                                .isPresent());
        return byCredentials && !byNetwork ? ACCOUNT : MAIL_OR_EVERYBODY;
    }

    private FaultOwner ownerOfAnswer(AwsServiceException answer, String recipient) {
        if (!(answer instanceof SesException)) {
            return ownerUnsent(answer);
        }
        String message = messageOf(answer);
        FaultOwner owner =
                errorCode(answer).map(BY_CODE::get).orElse(answer.isThrottlingException() ? NONE : MAIL_OR_EVERYBODY);
        if (message.contains(DAILY_QUOTA)) {
            return ACCOUNT;
        }
        if (owner == MAIL) {
            return ownerOfRefusal(message, recipient);
        }
        boolean isDenied = errorCode(answer).filter("AccessDenied"::equals).isPresent();
        return isDenied && namesOnly(recipient, deniedIdentity(message)) ? MAIL_OR_EVERYBODY : owner;
    }

    private FaultOwner ownerOfRefusal(String message, String recipient) {
        Matcher notVerified = NOT_VERIFIED.matcher(message);
        if (notVerified.find()) {
            String identities = notVerified.group("identities");
            return identities != null && namesOnly(recipient, identities.split(",")) ? MAIL_OR_EVERYBODY : ACCOUNT;
        }
        return ABOUT_THE_ACCOUNT.matcher(message).find() ? ACCOUNT : MAIL;
    }

    /**
     * Returns whether all named identities are the recipient's. An ellipsis stands for identities not shown, which may
     * include the sender.
     */
    private boolean namesOnly(String recipient, String... identities) {
        Set<String> theirs = SesIdentities.of(recipient);
        return identities.length > 0
                && Stream.of(identities)
                        .map(identity -> identity.replaceAll(".*<|>.*", "").strip())
                        .allMatch(identity -> theirs.contains(identity) && !ours.contains(identity));
    }

    private static String[] deniedIdentity(String message) {
        Matcher identity = DENIED_IDENTITY.matcher(message);
        return identity.find() ? new String[] {identity.group("identity")} : new String[0];
    }

    /**
     * Returns whether the mail may have been sent. SES never sends a mail that it refuses; a response without an error
     * code may be a proxy's.
     */
    private static boolean isUncertain(AwsServiceException answer) {
        Optional<String> code = errorCode(answer);
        if (answer.isThrottlingException()) {
            return false;
        }
        if (code.isPresent()) {
            return GIVEN_UP.contains(code.get()) || answer.statusCode() >= 500 && !NOT_DONE.contains(code.get());
        }
        return answer.statusCode() >= 500 || answer.statusCode() == 408 || answer.statusCode() < 300;
    }

    /** Returns the error code without the suffix Exception, which some services append. */
    private static Optional<String> errorCode(AwsServiceException answer) {
        return Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .or(() -> Optional.of(answer.getClass().getSimpleName())
                        .filter(name -> answer.getClass() != SesException.class))
                .map(code -> code.replaceAll("Exception$", ""));
    }

    private static String messageOf(AwsServiceException answer) {
        return Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::errorMessage)
                .orElse("");
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, t -> t != null, Throwable::getCause);
    }
}
