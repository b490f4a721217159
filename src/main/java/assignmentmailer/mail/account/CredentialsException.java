package assignmentmailer.mail.account;

import java.io.Serial;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Thrown when AWS credentials cannot be resolved, whatever their provider threw; no call was made. */
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
