package assignmentmailer.link;

import assignmentmailer.assignment.S3Object;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedGetObjectRequest;

/**
 * Presigns links to S3 objects. A link expires with the credentials that signed it at the latest (Amazon S3 user guide,
 * "Download and upload objects with presigned URLs").
 */
public final class LinkSigner {
    private final S3Presigner presigner;
    private final AwsCredentialsProvider credentials;
    private final Duration validFor;
    private final InstantSource clock;

    /** @param validFor the requested validity of a link, 7 days at most */
    public LinkSigner(
            S3Presigner presigner, AwsCredentialsProvider credentials, Duration validFor, InstantSource clock) {
        this.presigner = presigner;
        this.credentials = credentials;
        this.validFor = validFor;
        this.clock = clock;
    }

    Duration validFor() {
        return validFor;
    }

    /** Returns a link to an object; does not check that the object exists. */
    Link sign(S3Object object) {
        AwsCredentials signing = credentials.resolveCredentials();
        PresignedGetObjectRequest signed = presigner.presignGetObject(
                sign -> sign.signatureDuration(validFor).getObjectRequest(get -> get.bucket(object.bucket())
                        .key(object.key())
                        // only credentials with a known expiry
                        .overrideConfiguration(
                                override -> override.credentialsProvider(StaticCredentialsProvider.create(signing)))));
        return new Link(URI.create(signed.url().toString()), expiry(signing));
    }

    private Optional<Instant> expiry(AwsCredentials signing) {
        // a signature expires in whole seconds
        Instant asked = Instant.ofEpochSecond(clock.instant().plus(validFor).getEpochSecond());
        if (signing instanceof AwsSessionCredentials) {
            return signing.expirationTime().map(end -> end.isBefore(asked) ? end : asked);
        }
        return Optional.of(asked);
    }
}
