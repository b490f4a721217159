package assignmentmailer.command;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Checks whose credentials the service has. GetCallerIdentity needs no permission (<a
 * href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">STS API reference</a>).
 */
final class CredentialsCheck {
    private static final String SUBJECT = "credentials";

    private final AwsCredentialsProvider credentials;
    private final StsClient sts;

    CredentialsCheck(AwsCredentialsProvider credentials, StsClient sts) {
        this.credentials = credentials;
        this.sts = sts;
    }

    Finding run() {
        String until;
        try {
            until = until(credentials.resolveCredentials());
        } catch (RuntimeException none) {
            return Finding.fail(
                    SUBJECT,
                    none.getMessage()
                            + ": set AWS_PROFILE, give the process a role, or set AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY");
        }
        try {
            return Finding.ok(SUBJECT, sts.getCallerIdentity().arn() + until);
        } catch (RuntimeException failure) {
            String why = AwsFailure.describe(failure, "*");
            return AwsFailure.isUnreachable(failure)
                    ? Finding.warn(
                            SUBJECT, "whose they are is unknown, since STS does not answer (" + why + ")" + until)
                    : Finding.fail(SUBJECT, why + ": renew them, or correct AWS_PROFILE");
        }
    }

    private static String until(AwsCredentials resolved) {
        return resolved.expirationTime().map(end -> ", renewed by " + end).orElse("");
    }
}
