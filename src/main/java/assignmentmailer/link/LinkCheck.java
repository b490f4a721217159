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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Follows a link as a candidate would, and looks whether it lives as long as it is asked to. */
public final class LinkCheck {
    static final String REMEDIES =
            "set link.valid-for to less, or link.profile to credentials that only sign links and end later";

    private static final Logger LOG = LoggerFactory.getLogger(LinkCheck.class);

    /** What passes between signing and looking, and what is lost because links end with a whole second. */
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
     * Downloads one byte of an object by a link.
     *
     * @param setting what names the object
     * @throws IllegalArgumentException when the link ends too soon or is refused; the message names the setting, and never
     *     has the link in it
     * @throws IOException when S3 cannot be reached, or is ill
     */
    public void check(String setting, S3Object object) throws IOException {
        Link link = signer.sign(object);
        if (link.expires().isEmpty()) {
            LOG.warn(
                    "{}: it is not known when links to {} end, as the credentials that sign them do not say when they do:"
                            + " perhaps before link.valid-for",
                    setting,
                    object);
        }
        link.expires().ifPresent(expires -> checkLifetime(setting, expires));
        follow(setting, object, link);
    }

    private void checkLifetime(String setting, Instant expires) {
        Duration lives = Duration.between(clock.instant(), expires);
        if (lives.plus(TOLERANCE).compareTo(signer.validFor()) < 0) {
            throw new IllegalArgumentException(
                    "%s: links end %d minutes from now, with the credentials that sign them, and not after link.valid-for (%d minutes): %s"
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
            throw new IOException("S3 answers " + status);
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
                ? "correct the name, or upload it"
                : "whoever signs needs s3:GetObject on it, and kms:Decrypt where a key of KMS encrypts it";
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
