package assignmentmailer.mailevents;

import assignmentmailer.ledger.MailEventKind;
import assignmentmailer.mail.Redaction;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads an event of SES as it arrives in a queue: bare, in an envelope of SNS, or of EventBridge (SES developer guide,
 * "Contents of event data that Amazon SES publishes to Amazon SNS"; EventBridge events reference, "Amazon SES events").
 */
final class SesEventReader {
    /** A second event in a text must not be lost. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String VALIDATION_NOTICE = "Successfully validated SNS topic for Amazon SES event publishing";

    /** SES's name for feedback about an identity; SNS's notice is one of its kind. */
    private static final String FEEDBACK = "notificationType";

    private static final String NOTICE_OF_FEEDBACK = "AmazonSnsSubscriptionSucceeded";

    /** EventBridge, then SNS. */
    private static final int MOST_WRAPPERS = 3;

    /** A shorter local part may be any word. */
    private static final int SHORTEST_LOCAL_PART = 3;

    /** Where an event says more than that it happened, by its type. */
    private static final Map<String, String> PARTS = Map.of(
            "Delivery", "delivery",
            "DeliveryDelay", "deliveryDelay",
            "Bounce", "bounce",
            "Complaint", "complaint",
            "Reject", "reject",
            "Send", "send");

    private final String table;

    /** @param table the candidates' table */
    SesEventReader(String table) {
        this.table = table;
    }

    /** An event, or why it is passed over. */
    record Read(Optional<SesEvent> event, Optional<PassedOver> passedOver) {
        private static Read of(SesEvent event) {
            return new Read(Optional.of(event), Optional.empty());
        }

        private static Read over(PassedOver why) {
            return new Read(Optional.empty(), Optional.of(why));
        }
    }

    /** @throws UnreadableEventException when the text is no event of SES */
    Read read(String text) throws UnreadableEventException {
        return read(text, 0);
    }

    private Read read(String text, int wrappers) throws UnreadableEventException {
        if (text.strip().startsWith(VALIDATION_NOTICE)) {
            return Read.over(PassedOver.VALIDATION_NOTICE);
        }
        try {
            return read(JSON.readTree(text), wrappers);
        } catch (JsonProcessingException malformed) {
            throw new UnreadableEventException("it is not JSON");
        }
    }

    private Read read(JsonNode json, int wrappers) throws UnreadableEventException {
        if (wrappers > MOST_WRAPPERS) {
            throw new UnreadableEventException("it has more than " + MOST_WRAPPERS + " envelopes");
        }
        if (json.path("Type").asText().equals("Notification")
                && json.path("Message").isTextual()) {
            return read(json.path("Message").asText(), wrappers + 1);
        }
        if (json.path("detail-type").isTextual() && json.path("detail").isObject()) {
            return read(json.path("detail"), wrappers + 1);
        }
        if (json.path(FEEDBACK).asText().equals(NOTICE_OF_FEEDBACK)) {
            return Read.over(PassedOver.VALIDATION_NOTICE);
        }
        if (json.path(FEEDBACK).isTextual()) {
            return Read.over(PassedOver.FEEDBACK);
        }
        if (!json.path("eventType").isTextual() || !json.path("mail").isObject()) {
            throw new UnreadableEventException("it has no eventType, or no mail");
        }
        return readEvent(json);
    }

    private Read readEvent(JsonNode event) throws UnreadableEventException {
        String type = event.path("eventType").asText();
        if (!PARTS.containsKey(type)) {
            return Read.over(PassedOver.OTHER_TYPE);
        }
        JsonNode mail = event.path("mail");
        JsonNode tags = mail.path("tags");
        Optional<String> key = tag(tags, MailTags.CANDIDATE).flatMap(tag -> CandidateTag.ledgerKey(tag, table));
        Optional<String> claim = tag(tags, MailTags.CLAIM).filter(id -> !id.contains(" "));
        if (key.isEmpty() || claim.isEmpty()) {
            return Read.over(PassedOver.OTHER_SENDER);
        }
        JsonNode part = event.path(PARTS.get(type));
        MailEventKind kind = kind(type, part);
        List<String> addresses = addresses(mail, part);
        return Read.of(SesEvent.of(
                kind,
                key.get(),
                claim.get(),
                mail.path("messageId").asText(),
                at(part.path("timestamp").asText(mail.path("timestamp").asText())),
                addresses.get(0),
                without(addresses, detail(kind, mail, part))));
    }

    private static Optional<String> tag(JsonNode tags, String name) {
        return Optional.of(tags.path(name).path(0))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .filter(value -> !value.isEmpty());
    }

    private static MailEventKind kind(String type, JsonNode part) {
        return switch (type) {
            case "Delivery" -> MailEventKind.DELIVERY;
            case "DeliveryDelay" -> MailEventKind.DELAY;
            case "Complaint" -> MailEventKind.COMPLAINT;
            case "Reject" -> MailEventKind.REJECT;
            case "Bounce" ->
                part.path("bounceType").asText().equals("Permanent")
                        ? MailEventKind.BOUNCE_PERMANENT
                        : MailEventKind.BOUNCE_TRANSIENT;
            default -> MailEventKind.SEND;
        };
    }

    private static Instant at(String timestamp) throws UnreadableEventException {
        try {
            return Instant.parse(timestamp);
        } catch (DateTimeParseException malformed) {
            throw new UnreadableEventException("its timestamp is none");
        }
    }

    /**
     * Returns the address that the mail went to first, then those that bounced: the latter may be ones that its server
     * forwarded to, since they are from the server's report (SES developer guide, "Bounced recipients").
     */
    private static List<String> addresses(JsonNode mail, JsonNode part) {
        List<String> addresses = new ArrayList<>();
        mail.path("destination").forEach(address -> addresses.add(address.asText()));
        part.path("bouncedRecipients")
                .forEach(bounced -> addresses.add(bounced.path("emailAddress").asText()));
        return addresses.isEmpty() ? List.of("") : addresses;
    }

    private static String detail(MailEventKind kind, JsonNode mail, JsonNode part) {
        JsonNode bounced = part.path("bouncedRecipients").path(0);
        return switch (kind) {
            case SEND -> mail.path("messageId").asText();
            case DELIVERY -> "";
            case DELAY -> part.path("delayType").asText();
            case BOUNCE_TRANSIENT, BOUNCE_PERMANENT ->
                Stream.of(
                                part.path("bounceSubType").asText(),
                                bounced.path("status").asText(),
                                bounced.path("diagnosticCode").asText())
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(" "));
            case COMPLAINT -> part.path("complaintFeedbackType").asText("");
            case REJECT -> part.path("reason").asText();
        };
    }

    /** Servers quote an address, or its part before the @ alone. */
    private static String without(List<String> addresses, String detail) {
        String redacted = Redaction.of(detail);
        for (String address : addresses) {
            String local = address.substring(0, Math.max(0, address.indexOf('@')));
            if (local.length() >= SHORTEST_LOCAL_PART) {
                redacted = Pattern.compile(Pattern.quote(local), Pattern.CASE_INSENSITIVE)
                        .matcher(redacted)
                        .replaceAll("***");
            }
        }
        return redacted;
    }
}
