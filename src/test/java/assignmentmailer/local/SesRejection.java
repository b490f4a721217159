package assignmentmailer.local;

import java.io.Serial;

/** Thrown when SES refuses a request for its content. */
final class SesRejection extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String code;

    SesRejection(String code, String message) {
        super(message);
        this.code = code;
    }

    static SesRejection invalid(String message) {
        return new SesRejection("InvalidParameterValue", message);
    }

    SesReply reply() {
        return SesReply.error(400, code, String.valueOf(getMessage()));
    }
}
