package assignmentmailer.mail.account;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * The credentials of another provider, in time or not at all: a {@code credential_process}, SSO or STS may fail with any
 * exception and take any time, and the SDK's call time-out begins only after them.
 */
public final class AccountCredentials implements AwsCredentialsProvider {
    private final AwsCredentialsProvider provider;
    private final Duration limit;
    private final NanoClock clock;

    /** @param limit how long the provider may take; credentials that come later are not used for that call */
    public AccountCredentials(AwsCredentialsProvider provider, Duration limit) {
        this(provider, limit, NanoClock.SYSTEM);
    }

    AccountCredentials(AwsCredentialsProvider provider, Duration limit, NanoClock clock) {
        this.provider = provider;
        this.limit = limit;
        this.clock = clock;
    }

    /** @throws CredentialsException when there are none, or not in time */
    @Override
    public AwsCredentials resolveCredentials() {
        long begun = clock.nanos();
        AwsCredentials credentials = resolve();
        Duration taken = Duration.ofNanos(clock.nanos() - begun);
        if (taken.compareTo(limit) > 0) {
            throw new CredentialsException(
                    "The AWS credentials took " + taken.toMillis() + " ms, more than " + limit.toMillis() + " ms");
        }
        return credentials;
    }

    private AwsCredentials resolve() {
        try {
            return provider.resolveCredentials();
        } catch (RuntimeException failure) {
            throw new CredentialsException("No AWS credentials: " + failure.getMessage(), failure);
        }
    }
}
