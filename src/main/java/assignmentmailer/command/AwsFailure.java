package assignmentmailer.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Describes in one line why a call to AWS failed; a denied permission by its action and resource. */
final class AwsFailure {
    /**
     * AWS's wording of a denied permission (IAM user guide, "Troubleshoot access denied error messages"). SES quotes names
     * and omits the resource of actions that have none.
     */
    private static final Pattern DENIED =
            Pattern.compile("not authorized to perform:? [`']?(?<action>[\\w-]+:\\w+)[`']?"
                    + "(?: on resource:? [`']?(?<resource>[^\\s`']+)[`']?)?"
                    + "(?:.*?(?<reason>because .*|with an explicit deny.*))?");

    private AwsFailure() {}

    /** @param resource the resource of the call, for messages that name none */
    static String describe(RuntimeException failure, String resource) {
        if (failure instanceof AwsServiceException answer) {
            return describe(answer, resource);
        }
        if (failure instanceof SdkClientException) {
            return "no connection: " + root(failure);
        }
        return String.valueOf(failure.getMessage());
    }

    private static String describe(AwsServiceException answer, String resource) {
        AwsErrorDetails details = answer.awsErrorDetails();
        String message = details == null || details.errorMessage() == null ? "" : details.errorMessage();
        Matcher denied = DENIED.matcher(message);
        if (denied.find()) {
            String named = denied.group("resource") == null ? resource : denied.group("resource");
            String reason = denied.group("reason") == null ? "" : " (" + denied.group("reason") + ")";
            return "denied: allow %s on %s%s".formatted(denied.group("action"), named, reason);
        }
        String code =
                details == null || details.errorCode() == null ? "status " + answer.statusCode() : details.errorCode();
        return "refused: " + code + (message.isEmpty() ? "" : ": " + message);
    }

    /** Returns whether a call found no service, as opposed to a refusal. */
    static boolean isUnreachable(RuntimeException failure) {
        return failure instanceof SdkClientException;
    }

    private static String root(Throwable failure) {
        Throwable root = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .reduce((outer, inner) -> inner)
                .orElse(failure);
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
