package assignmentmailer.command;

import assignmentmailer.mail.SesIdentities;
import assignmentmailer.mail.account.SendQuota;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.IdentityVerificationAttributes;
import software.amazon.awssdk.services.ses.model.VerificationStatus;

/** Checks the account's send quota, and whether the sender is verified. */
final class SesCheck {
    /**
     * The quota of an account in the sandbox (SES developer guide, "Request production access"); no call without further
     * permissions names the sandbox itself.
     */
    private static final double SANDBOX_PER_DAY = 200;

    private static final double SANDBOX_PER_SECOND = 1;

    private final SesClient ses;
    private final String sender;

    SesCheck(SesClient ses, String sender) {
        this.ses = ses;
        this.sender = sender;
    }

    Finding quota() {
        String subject = "SES quota";
        SendQuota quota = SendQuota.of(ses.getSendQuota());
        if (quota.isUsedUp()) {
            return Finding.fail(
                    subject,
                    quota + ": mails wait until the quota of the last 24 hours is free again; request a higher one");
        }
        if (quota.isNearlyUsedUp()) {
            return Finding.warn(
                    subject,
                    "%s: %.0f %% is used; what comes beyond it waits; request a higher quota"
                            .formatted(quota, 100 * quota.used()));
        }
        if (quota.perDay() == SANDBOX_PER_DAY && quota.perSecond() <= SANDBOX_PER_SECOND) {
            return Finding.warn(
                    subject,
                    quota + ": probably the sandbox, in which only verified recipients get mail; request production"
                            + " access");
        }
        return Finding.ok(subject, quota.toString());
    }

    /** The address itself, its domain or a parent domain must be verified. */
    Finding sender() {
        String subject = "sender " + sender;
        List<String> identities = List.copyOf(SesIdentities.of(sender));
        Map<String, IdentityVerificationAttributes> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        found.putAll(ses.getIdentityVerificationAttributes(request -> request.identities(identities))
                .verificationAttributes());
        List<String> verified = identities.stream()
                .filter(identity -> found.containsKey(identity)
                        && found.get(identity).verificationStatus() == VerificationStatus.SUCCESS)
                .toList();
        if (!verified.isEmpty()) {
            return Finding.ok(subject, "verified by " + String.join(", ", verified));
        }
        String others = found.entrySet().stream()
                .map(entry -> " (" + entry.getKey() + " is " + entry.getValue().verificationStatusAsString() + ")")
                .collect(Collectors.joining());
        return Finding.fail(
                subject,
                "neither the address nor its domain is verified in %s%s: verify one in SES, or correct mail.from or mail.region"
                        .formatted(ses.serviceClientConfiguration().region(), others));
    }
}
