package assignmentmailer.assignment;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An object in S3, written {@code s3://bucket/key}; the key contains no escapes. */
public record S3Object(String bucket, String key) {
    private static final Pattern OBJECT = Pattern.compile("s3://([^/]+)/(.+)");

    /** Parses {@code s3://bucket/key}; returns empty for any other text. */
    public static Optional<S3Object> parse(String text) {
        return Optional.of(OBJECT.matcher(text))
                .filter(Matcher::matches)
                .map(object -> new S3Object(object.group(1), object.group(2)));
    }

    /** Returns the object that a URI made by {@link #uri} names; empty for any other URI. */
    public static Optional<S3Object> of(URI uri) {
        return "s3".equals(uri.getScheme())
                ? Optional.of(new S3Object(uri.getAuthority(), uri.getPath().substring(1)))
                : Optional.empty();
    }

    /** Returns this object's URI, in which the key may be escaped. */
    public URI uri() {
        try {
            return new URI("s3", bucket, "/" + key, null, null);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + key;
    }
}
