package assignmentmailer.mailevents;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A mail's ledger key as the value of a tag, which may have 256 of the characters {@code A-Z a-z 0-9 _ -} (SES API
 * reference, MessageTag). Where the whole key is longer, the table's name is left out; the rest always fits, since the
 * ledger replaces a long primary key by its hash.
 */
final class CandidateTag {
    static final int LONGEST = 256;

    private static final char SEPARATOR = '/';

    private CandidateTag() {}

    static String of(String ledgerKey) {
        String whole = encoded(ledgerKey);
        return whole.length() <= LONGEST ? whole : encoded(ledgerKey.substring(ledgerKey.indexOf(SEPARATOR)));
    }

    /** Returns the ledger key; empty for the tag of a mail about another table, or of another sender. */
    static Optional<String> ledgerKey(String tag, String table) {
        String key;
        try {
            key = new String(Base64.getUrlDecoder().decode(tag), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
        String whole = key.indexOf(SEPARATOR) == 0 ? table + key : key;
        return Optional.of(whole).filter(ours -> ours.startsWith(table + SEPARATOR));
    }

    private static String encoded(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }
}
