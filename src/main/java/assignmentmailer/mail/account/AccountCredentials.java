package assignmentmailer.mail.account;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Bounds another credentials provider: a {@code credential_process}, SSO or STS may throw any exception and take any
 * time, and the SDK's call time-out starts only after credentials are resolved.
 */
public final class AccountCredentials implements AwsCredentialsProvider {
    private final AwsCredentialsProvider provider;
    private final Duration limit;
    private final NanoClock clock;

    /** @param limit the longest time to resolve credentials; later ones fail the call */
    public AccountCredentials(AwsCredentialsProvider provider, Duration limit) {
        this(provider, limit, NanoClock.SYSTEM);
    }

    AccountCredentials(AwsCredentialsProvider provider, Duration limit, NanoClock clock) {
        this.provider = provider;
        this.limit = limit;
        this.clock = clock;
    }

    /** @throws CredentialsException when the provider fails or exceeds the limit */
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
        } catch (RuntimeException | LinkageError failure) {
            throw new CredentialsException("No AWS credentials: " + failure.getMessage(), failure);
        }
    }
}
