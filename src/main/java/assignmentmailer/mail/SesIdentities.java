package assignmentmailer.mail;

import java.util.Set;
import java.util.TreeSet;

/** The SES identities that may stand for an address. */
public final class SesIdentities {
    private SesIdentities() {}

    /**
     * Returns the address, its domain, and the parent domains, regardless of case: a verified domain includes its
     * subdomains (SES developer guide, "Verified identities").
     */
    public static Set<String> of(String address) {
        Set<String> identities = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        identities.add(address);
        String domain = address.substring(address.indexOf('@') + 1);
        identities.add(domain);
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            identities.add(domain.substring(dot + 1));
        }
        return identities;
    }
}
