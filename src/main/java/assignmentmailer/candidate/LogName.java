package assignmentmailer.candidate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a log may call a candidate: their id, or its hash where the id may be an e-mail address. */
public final class LogName {
    /** Bytes of the hash that are shown: too few to be reversed, enough to tell a billion candidates apart. */
    private static final int SHOWN = 8;

    private LogName() {}

    /** The id itself, or {@code sha256:} and the first 16 digits of its SHA-256 when there is an {@code @} in it. */
    public static String of(String id) {
        return id.indexOf('@') < 0 ? id : "sha256:" + HexFormat.of().formatHex(sha256(id), 0, SHOWN);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JVM has SHA-256", impossible);
        }
    }
}
