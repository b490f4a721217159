package assignmentmailer.local;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The SES actions that a sender uses, and the one of STS with the same protocol: who calls. */
final class SesActions {
    private static final Duration QUOTA_WINDOW = Duration.ofHours(24);

    private static final String CALLER =
            "<Arn>arn:aws:iam::000000000000:user/local</Arn><UserId>local</UserId><Account>000000000000</Account>";

    private final ReceivedMails mailbox;
    private final Map<String, String> identities = new ConcurrentHashMap<>(Map.of("example.com", "Success"));
    private volatile SesQuota quota = new SesQuota(14, 50_000);

    SesActions(ReceivedMails mailbox) {
        this.mailbox = mailbox;
    }

    ReceivedMails mailbox() {
        return mailbox;
    }

    void quota(SesQuota quota) {
        this.quota = quota;
    }

    /** @param status as in the API reference, IdentityVerificationAttributes; null for an unknown identity */
    void identity(String identity, @Nullable String status) {
        if (status == null) {
            identities.remove(identity);
        } else {
            identities.put(identity, status);
        }
    }

    SesReply answer(SesCall call) {
        try {
            String result =
                    switch (call.action()) {
                        case "SendRawEmail" -> sendRawEmail(call);
                        case "SendEmail" -> sendEmail(call);
                        case "GetSendQuota" -> getSendQuota();
                        case "GetIdentityVerificationAttributes" -> getIdentityVerificationAttributes(call);
                        case "GetCallerIdentity" -> CALLER;
                        default -> throw new SesRejection("InvalidAction", "Could not find operation " + call.action());
                    };
            return SesReply.success(call.action(), result);
        } catch (SesRejection rejection) {
            return rejection.reply();
        } catch (MessagingException | IOException e) {
            return SesRejection.invalid("The message cannot be read: " + e.getMessage())
                    .reply();
        }
    }

    private String sendRawEmail(SesCall call) throws MessagingException, IOException {
        byte[] raw = decode(call.require("RawMessage.Data"));
        MimeMessage message = new MimeMessage(null, new ByteArrayInputStream(raw));
        List<String> senders = addresses(message.getFrom());
        List<String> recipients = addresses(message.getAllRecipients());
        List<String> destinations = call.members("Destinations");
        return accept(
                call.find("Source").orElse(String.join(", ", senders)),
                destinations.isEmpty() ? recipients : destinations,
                raw);
    }

    private String sendEmail(SesCall call) throws MessagingException, IOException {
        SimpleMail mail = new SimpleMail(call);
        return accept(call.require("Source"), mail.destinations(), mail.compose());
    }

    private String accept(String source, List<String> destinations, byte[] raw) throws MessagingException, IOException {
        ReceivedMail mail =
                new ReceivedMail(UUID.randomUUID() + "-000000", System.currentTimeMillis(), source, destinations, raw);
        MailRules.check(mail);
        if (!destinations.stream().allMatch(SesActions::isSimulated)) {
            mailbox.add(mail);
        }
        return "<MessageId>%s</MessageId>".formatted(mail.id());
    }

    /** SES's mailbox simulator: its mails are delivered to no one and do not count against the daily quota. */
    private static boolean isSimulated(String destination) {
        return destination.endsWith("@simulator.amazonses.com");
    }

    private String getSendQuota() {
        long since = System.currentTimeMillis() - QUOTA_WINDOW.toMillis();
        long sent = mailbox.mails().stream()
                .filter(mail -> mail.receivedAt() > since)
                .count();
        SesQuota now = quota;
        return "<MaxSendRate>%s</MaxSendRate><Max24HourSend>%s</Max24HourSend><SentLast24Hours>%s</SentLast24Hours>"
                .formatted(now.maxSendRate(), now.max24HourSend(), (double) sent);
    }

    /** Unknown identities are left out. */
    private String getIdentityVerificationAttributes(SesCall call) {
        String entries = call.members("Identities").stream()
                .filter(identities::containsKey)
                .map(identity ->
                        "<entry><key>%s</key><value><VerificationStatus>%s</VerificationStatus></value></entry>"
                                .formatted(identity, identities.get(identity)))
                .collect(Collectors.joining());
        return "<VerificationAttributes>" + entries + "</VerificationAttributes>";
    }

    private static byte[] decode(String data) {
        try {
            return Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw new SesRejection("SerializationException", "RawMessage.Data is not base64");
        }
    }

    private static List<String> addresses(Address @Nullable [] addresses) {
        return addresses == null
                ? List.of()
                : Stream.of(addresses).map(Address::toString).toList();
    }
}
