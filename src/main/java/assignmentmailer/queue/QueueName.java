package assignmentmailer.queue;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A queue as a setting or an endpoint names it: by its name, or by its ARN, which also names region and account.
 *
 * @param account empty for the account of the credentials
 * @param region empty for the region of the AWS configuration
 */
public record QueueName(String name, Optional<String> account, Optional<String> region) {
    private static final Pattern ARN = Pattern.compile("arn:[a-z-]+:sqs:([a-z0-9-]+):(\\d{12}):(.+)");

    public static QueueName parse(String nameOrArn) {
        Matcher arn = ARN.matcher(nameOrArn);
        return arn.matches()
                ? new QueueName(arn.group(3), Optional.of(arn.group(2)), Optional.of(arn.group(1)))
                : new QueueName(nameOrArn, Optional.empty(), Optional.empty());
    }

    /** Returns whether both may name the same queue: what one of them does not say is no difference. */
    public boolean mayBe(QueueName other) {
        return name.equals(other.name) && agree(account, other.account) && agree(region, other.region);
    }

    private static boolean agree(Optional<String> one, Optional<String> other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }
}
