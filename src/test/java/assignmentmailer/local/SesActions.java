package assignmentmailer.local;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The SES actions that a sender uses, and the one of STS with the same protocol: who calls. */
final class SesActions {
    private static final Duration QUOTA_WINDOW = Duration.ofHours(24);

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_-]{1,256}");

    private static final String CALLER =
            "<Arn>arn:aws:iam::000000000000:user/local</Arn><UserId>local</UserId><Account>000000000000</Account>";

    private final ReceivedMails mailbox;
    private final Map<String, String> identities = new ConcurrentHashMap<>(Map.of("example.com", "Success"));
    private volatile SesQuota quota = new SesQuota(14, 50_000);
    private volatile EventPublisher publisher = EventPublisher.NONE;

    SesActions(ReceivedMails mailbox) {
        this.mailbox = mailbox;
    }

    ReceivedMails mailbox() {
        return mailbox;
    }

    /** Publishes the events of all mails with a configuration set there from now on. */
    void publishTo(EventPublisher publisher) {
        this.publisher = publisher;
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
                        case "GetSendStatistics" -> getSendStatistics();
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
                call,
                call.find("Source").orElse(String.join(", ", senders)),
                destinations.isEmpty() ? recipients : destinations,
                raw);
    }

    private String sendEmail(SesCall call) throws MessagingException, IOException {
        SimpleMail mail = new SimpleMail(call);
        return accept(call, call.require("Source"), mail.destinations(), mail.compose());
    }

    private String accept(SesCall call, String source, List<String> destinations, byte[] raw)
            throws MessagingException, IOException {
        ReceivedMail mail =
                new ReceivedMail(UUID.randomUUID() + "-000000", System.currentTimeMillis(), source, destinations, raw);
        MailRules.check(mail);
        Map<String, String> tags = tags(call);
        // a probe has no tags: it is no candidate's, and belongs into no inbox
        if (!tags.isEmpty() || !destinations.stream().allMatch(SesActions::isSimulated)) {
            mailbox.add(mail);
        }
        call.find("ConfigurationSetName").ifPresent(set -> publisher.publish(mail, SesEvents.about(mail, set, tags)));
        return "<MessageId>%s</MessageId>".formatted(mail.id());
    }

    /** SES's mailbox simulator: its mails are delivered to no one and do not count against the daily quota. */
    private static boolean isSimulated(String destination) {
        return destination.endsWith("@simulator.amazonses.com");
    }

    /**
     * Returns the message tags of a mail.
     *
     * @throws SesRejection when one has other characters than SES allows (SES API reference, MessageTag)
     */
    private static Map<String, String> tags(SesCall call) {
        Map<String, String> tags = new TreeMap<>();
        for (int i = 1; call.find("Tags.member." + i + ".Name").isPresent(); i++) {
            String name = call.require("Tags.member." + i + ".Name");
            String value = call.require("Tags.member." + i + ".Value");
            if (!TAG.matcher(name).matches() || !TAG.matcher(value).matches()) {
                throw SesRejection.invalid("Invalid tag <%s> with value <%s>.".formatted(name, value));
            }
            tags.put(name, value);
        }
        return tags;
    }

    /** Returns one data point, of now; the simulator's mails are not counted. */
    private String getSendStatistics() {
        List<ReceivedMail> counted = countedToday();
        return "<SendDataPoints><member><Timestamp>%s</Timestamp><DeliveryAttempts>%d</DeliveryAttempts><Bounces>%d</Bounces><Complaints>%d</Complaints><Rejects>0</Rejects></member></SendDataPoints>"
                .formatted(
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        counted.size(),
                        counted.stream()
                                .filter(mail -> MailFate.of(mail).isBounce())
                                .count(),
                        counted.stream()
                                .filter(mail -> MailFate.of(mail) == MailFate.COMPLAINED)
                                .count());
    }

    private List<ReceivedMail> countedToday() {
        long since = System.currentTimeMillis() - QUOTA_WINDOW.toMillis();
        return mailbox.mails().stream()
                .filter(mail -> mail.receivedAt() > since)
                .filter(mail -> !mail.destinations().stream().allMatch(SesActions::isSimulated))
                .toList();
    }

    private String getSendQuota() {
        int sent = countedToday().size();
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
