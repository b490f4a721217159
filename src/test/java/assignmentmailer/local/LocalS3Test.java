package assignmentmailer.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** What the service relies on of S3: that it follows a link as long as the link lives, and not a second longer. */
class LocalS3Test {
    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    private Path directory;

    @Test
    void followsALinkUntilItExpires() throws Exception {
        try (LocalS3 s3 = LocalS3.inMemory()) {
            s3.put("assignments", "go/a b.zip", CONTENT);
            URI link = link(s3, EmbeddedAws.SECRET_KEY, Duration.ofSeconds(2));

            int before = status(link);

            assertThat(before).isEqualTo(200);
            await().until(() -> status(link) == 403);
        }
    }

    @Test
    void refusesALinkThatSomebodyElseSigned() throws Exception {
        try (LocalS3 s3 = LocalS3.inMemory()) {
            s3.put("assignments", "go/a b.zip", CONTENT);

            assertThat(status(link(s3, "another", Duration.ofMinutes(1)))).isEqualTo(403);
        }
    }

    @Test
    void findsItsObjectsAgain() {
        try (LocalS3 first = LocalS3.onDisk(directory, 0)) {
            first.put("assignments", "a.zip", CONTENT);
        }

        try (LocalS3 second = LocalS3.onDisk(directory, 0)) {
            assertThat(second.client()
                            .getObjectAsBytes(get -> get.bucket("assignments").key("a.zip"))
                            .asByteArray())
                    .isEqualTo(CONTENT);
        }
    }

    private static URI link(LocalS3 s3, String secret, Duration validFor) throws Exception {
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(s3.endpoint())
                .region(Region.of(EmbeddedAws.REGION))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(EmbeddedAws.ACCESS_KEY, secret)))
                .build()) {
            return presigner
                    .presignGetObject(sign -> sign.signatureDuration(validFor)
                            .getObjectRequest(get -> get.bucket("assignments").key("go/a b.zip")))
                    .url()
                    .toURI();
        }
    }

    private static int status(URI link) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(link).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
