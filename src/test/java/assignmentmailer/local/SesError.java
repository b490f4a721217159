package assignmentmailer.local;

import java.util.function.Supplier;

/** The SES errors that a sender must distinguish, worded as in the API reference and the list of error messages. */
public enum SesError implements SesFault {
    MAXIMUM_SENDING_RATE_EXCEEDED(400, "Throttling", "Maximum sending rate exceeded."),
    DAILY_QUOTA_EXCEEDED(400, "Throttling", "Daily message quota exceeded."),
    LIMIT_EXCEEDED(400, "LimitExceeded", "The account's limit is exceeded."),
    MESSAGE_REJECTED(400, "MessageRejected", "Address blacklisted."),
    IDENTITY_NOT_VERIFIED(
            400,
            "MessageRejected",
            "Email address is not verified. The following identities failed the check in region US-EAST-1: sender@example.com"),
    INVALID_PARAMETER_VALUE(400, "InvalidParameterValue", "Missing final '@domain'"),
    ACCOUNT_SENDING_PAUSED(400, "AccountSendingPausedException", "Sending is paused for this account."),
    CONFIGURATION_SET_SENDING_PAUSED(
            400, "ConfigurationSetSendingPausedException", "Sending is paused for this configuration set."),
    CONFIGURATION_SET_DOES_NOT_EXIST(400, "ConfigurationSetDoesNotExist", "Configuration set does not exist."),
    MAIL_FROM_DOMAIN_NOT_VERIFIED(400, "MailFromDomainNotVerifiedException", "The MAIL FROM domain is not verified."),
    INVALID_CREDENTIALS(403, "InvalidClientTokenId", "The security token included in the request is invalid."),
    INTERNAL_FAILURE(500, "InternalFailure", "The request failed because of an internal error."),
    SERVICE_UNAVAILABLE(503, "ServiceUnavailable", "Service is unavailable, try again later.");

    private final int status;
    private final String code;
    private final String message;

    SesError(int status, String code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    @Override
    public SesReply answer(SesCall call, Supplier<SesReply> ses) {
        return SesReply.error(status, code, message);
    }
}
