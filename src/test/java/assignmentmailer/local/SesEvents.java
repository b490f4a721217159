package assignmentmailer.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The events that SES publishes about a mail, in the form of the SES developer guide, "Contents of event data that Amazon
 * SES publishes to Amazon SNS".
 */
public final class SesEvents {
    private static final JsonMapper JSON = new JsonMapper();

    /** With milliseconds always, as SES writes it. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter().withZone(ZoneOffset.UTC);

    private SesEvents() {}

    /** Returns the events about a mail, in their order. */
    static List<String> about(ReceivedMail mail, String configurationSet, Map<String, String> tags) {
        MailFate fate = MailFate.of(mail);
        Stream<Map<String, Object>> parts =
                switch (fate) {
                    case DELIVERED -> Stream.of(send(), delivery(mail));
                    case COMPLAINED -> Stream.of(send(), delivery(mail), complaint(mail));
                    case BOUNCED -> Stream.of(send(), bounce(mail, "General", "smtp; 550 5.1.1 user unknown"));
                    case SUPPRESSED ->
                        Stream.of(
                                send(),
                                bounce(
                                        mail,
                                        "Suppressed",
                                        "Amazon SES has suppressed sending to this address because it has a recent history of bouncing"));
                };
        Map<String, Object> about = mail(mail, configurationSet, tags);
        return parts.map(part -> json(part, about)).toList();
    }

    private static Map<String, Object> mail(ReceivedMail mail, String configurationSet, Map<String, String> tags) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("ses:configuration-set", List.of(configurationSet));
        all.put("ses:operation", List.of("SendRawEmail"));
        tags.forEach((name, value) -> all.put(name, List.of(value)));
        return Map.of(
                "timestamp", time(mail, 0),
                "messageId", mail.id(),
                "source", mail.source(),
                "sendingAccountId", "000000000000",
                "destination", mail.destinations(),
                "headersTruncated", false,
                "tags", all);
    }

    private static Map<String, Object> send() {
        return Map.of("eventType", "Send", "send", Map.of());
    }

    private static Map<String, Object> delivery(ReceivedMail mail) {
        return Map.of(
                "eventType",
                "Delivery",
                "delivery",
                Map.of(
                        "timestamp",
                        time(mail, 1),
                        "processingTimeMillis",
                        1,
                        "recipients",
                        mail.destinations(),
                        "smtpResponse",
                        "250 2.0.0 OK",
                        "reportingMTA",
                        "local.amazonses.com"));
    }

    private static Map<String, Object> complaint(ReceivedMail mail) {
        return Map.of(
                "eventType",
                "Complaint",
                "complaint",
                Map.of(
                        "timestamp",
                        time(mail, 2),
                        "complainedRecipients",
                        recipients(mail, Map.of()),
                        "complaintFeedbackType",
                        "abuse"));
    }

    private static Map<String, Object> bounce(ReceivedMail mail, String subType, String diagnostic) {
        return Map.of(
                "eventType",
                "Bounce",
                "bounce",
                Map.of(
                        "bounceType",
                        "Permanent",
                        "bounceSubType",
                        subType,
                        "timestamp",
                        time(mail, 2),
                        "bouncedRecipients",
                        recipients(mail, Map.of("action", "failed", "status", "5.1.1", "diagnosticCode", diagnostic))));
    }

    private static List<Map<String, String>> recipients(ReceivedMail mail, Map<String, String> more) {
        return mail.destinations().stream()
                .map(address -> {
                    Map<String, String> recipient = new LinkedHashMap<>(Map.of("emailAddress", address));
                    recipient.putAll(more);
                    return recipient;
                })
                .toList();
    }

    private static String time(ReceivedMail mail, long laterMs) {
        return TIME.format(Instant.ofEpochMilli(mail.receivedAt() + laterMs));
    }

    private static String json(Map<String, Object> part, Map<String, Object> mail) {
        Map<String, Object> event = new LinkedHashMap<>(part);
        event.put("mail", mail);
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
