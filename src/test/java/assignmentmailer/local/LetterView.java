package assignmentmailer.local;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter, as an operator sees it.
 *
 * @param name the name of its file
 * @param failedAt in milliseconds since 1970
 * @param candidate the candidate's name, address or id, the first of these that the record has
 * @param reason empty when the file contains no dead letter of this service
 * @param isReplaying whether it is in the replay folder
 * @param mend how to mend the candidate's item, null when the letter names no item
 * @param source the document with line breaks, only its beginning for a long one
 */
record LetterView(
        String name,
        long failedAt,
        String candidate,
        String reason,
        String error,
        int attempts,
        boolean isReplaying,
        @Nullable Mend mend,
        String source) {

    private static final int LONGEST_SOURCE = 100_000;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * A PUT to the intake that mends the candidate's item.
     *
     * @param form the item's fields as the record has them
     */
    record Mend(String path, Map<String, Object> form) {}

    /** A summary of a letter. */
    record Summary(String name, long failedAt, String candidate, String reason, String error, boolean isReplaying) {}

    Summary summary() {
        return new Summary(name, failedAt, candidate, reason, error, isReplaying);
    }

    static LetterView of(String name, long failedAt, boolean isReplaying, byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        JsonNode letter = parse(text);
        JsonNode change = letter.at("/record/dynamodb");
        String id = change.at("/Keys/id/S").asText();
        return new LetterView(
                name,
                failedAt,
                candidate(change),
                letter.path("reason").asText(),
                letter.path("errorMessage")
                        .asText(letter.path("errorClass").asText("The file contains no dead letter of this service")),
                letter.path("attempts").asInt(),
                isReplaying,
                id.isEmpty() ? null : new Mend("/candidates/" + encoded(id), form(change.path("NewImage"))),
                beginning(letter.isMissingNode() ? text : letter.toPrettyString()));
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException noJson) {
            return JSON.missingNode();
        }
    }

    private static String candidate(JsonNode change) {
        return Stream.of("/NewImage/fullname/S", "/NewImage/email/S", "/Keys/id/S")
                .map(field -> change.at(field).asText())
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse("Unknown candidate");
    }

    /** Returns the fields that the intake asks for, wrong and missing ones included. */
    private static Map<String, Object> form(JsonNode image) {
        Map<String, Object> form = new LinkedHashMap<>();
        Stream.of("fullname", "email", "skills", "experience")
                .forEach(field -> form.put(field, value(image.path(field))));
        return form;
    }

    private static Object value(JsonNode attribute) {
        try {
            return new BigDecimal(attribute.path("N").asText());
        } catch (NumberFormatException noNumber) {
            return attribute.path("S").asText();
        }
    }

    private static String beginning(String text) {
        return text.length() <= LONGEST_SOURCE
                ? text
                : "%s%n... and %,d characters more"
                        .formatted(text.substring(0, LONGEST_SOURCE), text.length() - LONGEST_SOURCE);
    }
}
