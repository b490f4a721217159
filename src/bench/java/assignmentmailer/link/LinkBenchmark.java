package assignmentmailer.link;

import assignmentmailer.JmhDefaults;
import assignmentmailer.assignment.S3Object;
import java.time.Duration;
import java.time.InstantSource;
import org.openjdk.jmh.annotations.Benchmark;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** A presigned link. */
public class LinkBenchmark extends JmhDefaults {
    private final AwsCredentialsProvider credentials =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret"));
    private final LinkSigner signer = new LinkSigner(
            S3Presigner.builder()
                    .region(Region.EU_WEST_1)
                    .credentialsProvider(credentials)
                    .build(),
            credentials,
            Duration.ofDays(7),
            InstantSource.system());
    private final S3Object object = new S3Object("assignments", "go/assignment.zip");

    @Benchmark
    public Object presigning() {
        return signer.sign(object);
    }
}
