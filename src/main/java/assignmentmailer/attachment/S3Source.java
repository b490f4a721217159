package assignmentmailer.attachment;

import assignmentmailer.assignment.S3Object;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Reads an attachment from S3. */
final class S3Source implements AttachmentSource {
    private static final int NOT_MODIFIED = 304;
    private static final int TOO_MANY = 429;

    private final S3Object object;
    private final Supplier<S3Client> client;

    S3Source(S3Object object, Supplier<S3Client> client) {
        this.object = object;
        this.client = client;
    }

    @Override
    public Optional<Content> read(String version) throws IOException {
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .ifNoneMatch(version.isEmpty() ? null : version)
                .build();
        try (ResponseInputStream<GetObjectResponse> answer = client.get().getObject(request)) {
            if (answer.response().contentLength() == null || answer.response().eTag() == null) {
                answer.abort();
                throw new IOException("The response is not S3's: it has no length or no ETag");
            }
            checkSize(answer);
            return Optional.of(new Content(answer.response().eTag(), answer.readAllBytes()));
        } catch (S3Exception refusal) {
            if (refusal.statusCode() == NOT_MODIFIED) {
                return Optional.empty();
            }
            if (refusal.statusCode() >= 500 || refusal.statusCode() == TOO_MANY) {
                throw new IOException("S3 responds with status " + refusal.statusCode(), refusal);
            }
            throw new IllegalArgumentException(
                    "is refused: %d %s: %s"
                            .formatted(refusal.statusCode(), code(refusal), remedy(refusal.statusCode())),
                    refusal);
        }
    }

    private static void checkSize(ResponseInputStream<GetObjectResponse> answer) {
        try {
            AttachmentSource.checkSize(answer.response().contentLength());
        } catch (IllegalArgumentException unusable) {
            answer.abort();
            throw unusable;
        }
    }

    private static String code(S3Exception refusal) {
        return refusal.awsErrorDetails() == null
                ? ""
                : refusal.awsErrorDetails().errorCode();
    }

    private static String remedy(int status) {
        return switch (status) {
            case 301, 400 -> "AWS_REGION must be the bucket's";
            case 404 -> "correct the name, or upload the object";
            default -> "the service needs s3:GetObject on the object, and kms:Decrypt if KMS encrypts it";
        };
    }
}
