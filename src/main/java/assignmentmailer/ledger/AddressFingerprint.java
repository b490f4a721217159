package assignmentmailer.ledger;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A keyed hash of an address, by which a replay sees whether a bounced candidate's address is another one now. Its key is
 * the id of the claim, and it is short, so that it says of no two entries that their addresses are the same.
 */
public final class AddressFingerprint {
    private static final String ALGORITHM = "HmacSHA256";

    /** A wrong address has the right fingerprint once in 16 million. */
    private static final int BYTES = 3;

    private AddressFingerprint() {}

    /** @param claim the id of the claim whose mail went to the address */
    public static String of(String address, String claim) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(claim.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] hash = mac.doFinal(address.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES));
        } catch (NoSuchAlgorithmException | InvalidKeyException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
