package assignmentmailer.link;

import assignmentmailer.assignment.S3Object;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Verifies a link at the start: downloads by it as a candidate would, and checks when it expires. */
public final class LinkCheck {
    static final String REMEDIES =
            "reduce link.valid-for, or set link.profile to credentials that only sign links and expire later";

    /** Allows for the time between signing and checking, and for expiry in whole seconds. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private static final int LONGEST_ERROR = 8_192;
    private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");

    private final LinkSigner signer;
    private final SdkHttpClient http;
    private final InstantSource clock;

    public LinkCheck(LinkSigner signer, SdkHttpClient http, InstantSource clock) {
        this.signer = signer;
        this.http = http;
        this.clock = clock;
    }

    /**
     * Downloads one byte of an object by a presigned link.
     *
     * @param setting the setting that contains the object
     * @return a warning about links that work now, empty for none
     * @throws IllegalArgumentException when the link expires too early or is refused; the message names the setting and
     *     never contains the link
     * @throws IOException when S3 cannot be reached or reports an error of its own
     */
    public Optional<String> check(String setting, S3Object object) throws IOException {
        Link link = signer.sign(object);
        link.expires().ifPresent(expires -> checkLifetime(setting, expires));
        follow(setting, object, link);
        return link.expires().isPresent()
                ? Optional.empty()
                : Optional.of(
                        "links to %s may expire before link.valid-for: the credentials that sign them report no expiry"
                                .formatted(object));
    }

    private void checkLifetime(String setting, Instant expires) {
        Duration lives = Duration.between(clock.instant(), expires);
        if (lives.plus(TOLERANCE).compareTo(signer.validFor()) < 0) {
            throw new IllegalArgumentException(
                    "%s: links would expire after %d minutes, with the credentials that sign them, before link.valid-for (%d minutes): %s"
                            .formatted(
                                    setting,
                                    lives.toMinutes(),
                                    signer.validFor().toMinutes(),
                                    REMEDIES));
        }
    }

    private void follow(String setting, S3Object object, Link link) throws IOException {
        HttpExecuteResponse answer = call(link.url());
        String error =
                answer.responseBody().isPresent() ? read(answer.responseBody().get()) : "";
        int status = answer.httpResponse().statusCode();
        if (answer.httpResponse().isSuccessful()) {
            return;
        }
        if (status >= 500 || status == 429) {
            throw new IOException("S3 responds with status " + status);
        }
        Optional<String> elsewhere = answer.httpResponse().firstMatchingHeader("x-amz-bucket-region");
        throw new IllegalArgumentException("%s: a link to %s is refused: %d %s: %s"
                .formatted(
                        setting,
                        object,
                        status,
                        (first(CODE, error) + " " + first(MESSAGE, error)).strip(),
                        remedy(status, elsewhere)));
    }

    private static String remedy(int status, Optional<String> region) {
        if (status == 301 || status == 400) {
            return region.map(name -> "the bucket is in " + name + ": ").orElse("") + "AWS_REGION must be the bucket's";
        }
        return status == 404 || status == 416
                ? "correct the name, or upload the object"
                : "the signing credentials need s3:GetObject on the object, and kms:Decrypt if KMS encrypts it";
    }

    private HttpExecuteResponse call(URI url) throws IOException {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(url)
                .putHeader("Range", "bytes=0-0")
                .build();
        return http.prepareRequest(HttpExecuteRequest.builder().request(request).build())
                .call();
    }

    private static String read(AbortableInputStream body) throws IOException {
        try (InputStream in = body) {
            return new String(in.readNBytes(LONGEST_ERROR), StandardCharsets.UTF_8);
        }
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }
}
