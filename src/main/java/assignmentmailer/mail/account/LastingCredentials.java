package assignmentmailer.mail.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Refuses another provider's credentials that are about to expire: a call with them may still succeed, but what they sign
 * expires before a candidate reads it. A provider whose source is unreachable keeps returning credentials that have expired.
 */
public final class LastingCredentials implements AwsCredentialsProvider {
    private final AwsCredentialsProvider provider;
    private final Duration least;
    private final InstantSource clock;

    /** @param least the time until the expiry, below which credentials are refused */
    public LastingCredentials(AwsCredentialsProvider provider, Duration least, InstantSource clock) {
        this.provider = provider;
        this.least = least;
        this.clock = clock;
    }

    /** @throws CredentialsException when the credentials expire too early, or the provider fails in that way */
    @Override
    public AwsCredentials resolveCredentials() {
        AwsCredentials credentials = provider.resolveCredentials();
        Optional<Instant> tooEarly = credentials
                .expirationTime()
                .filter(expiry -> expiry.isBefore(clock.instant().plus(least)));
        if (tooEarly.isPresent()) {
            throw new CredentialsException(
                    "The AWS credentials expire at " + tooEarly.get() + " and have not been renewed");
        }
        return credentials;
    }
}
