package assignmentmailer.candidate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names a candidate in logs: by id, or by the id's hash when the id may be an e-mail address. */
public final class LogName {
    /** The number of hash bytes shown: too few to reverse, enough to distinguish a billion candidates. */
    private static final int SHOWN = 8;

    private LogName() {}

    /** Returns the id or, when it contains an {@code @}, {@code sha256:} and the first 16 digits of its SHA-256. */
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
