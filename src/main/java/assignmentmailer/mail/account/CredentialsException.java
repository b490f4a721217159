package assignmentmailer.mail.account;

import java.io.Serial;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Says that the AWS credentials cannot be had, whatever their provider threw; nothing was called. */
public final class CredentialsException extends SdkClientException {
    @Serial
    private static final long serialVersionUID = 1L;

    CredentialsException(String message, Throwable cause) {
        super(SdkClientException.builder().message(message).cause(cause));
    }

    CredentialsException(String message) {
        super(SdkClientException.builder().message(message));
    }
}
