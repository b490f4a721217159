package assignmentmailer.local;

import assignmentmailer.candidate.EmailAddress;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The application form that the intake accepts. */
record CandidateForm(String fullname, String email, String skills, BigDecimal experience) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final int MAX_LENGTH = 1000;
    private static final BigDecimal MAX_YEARS = BigDecimal.valueOf(100);

    /** DynamoDB stores up to 38 digits. */
    private static final int MAX_DECIMALS = 30;

    /**
     * Parses a form from JSON; unknown fields are ignored.
     *
     * @throws BadFormException when a field is missing or invalid
     */
    static CandidateForm read(byte[] json) throws BadFormException {
        JsonNode applicant = parse(json);
        return new CandidateForm(
                text(applicant, "fullname"), email(applicant), text(applicant, "skills"), years(applicant));
    }

    Map<String, AttributeValue> attributes() {
        return Map.of(
                "fullname", AttributeValue.fromS(fullname),
                "email", AttributeValue.fromS(email),
                "skills", AttributeValue.fromS(skills),
                "experience", AttributeValue.fromN(experience.toPlainString()));
    }

    private static JsonNode parse(byte[] json) throws BadFormException {
        try {
            JsonNode node = JSON.readTree(json);
            if (node.isObject()) {
                return node;
            }
        } catch (IOException malformed) {
            throw new BadFormException("the request is not well-formed JSON");
        }
        throw new BadFormException("the request is not a JSON object");
    }

    private static String text(JsonNode applicant, String field) throws BadFormException {
        JsonNode value = applicant.path(field);
        require(value.isTextual() && !value.textValue().isBlank(), field, "must be a text, and not blank");
        require(value.textValue().length() <= MAX_LENGTH, field, "must not be longer than 1000 characters");
        return value.textValue();
    }

    private static String email(JsonNode applicant) throws BadFormException {
        String email = text(applicant, "email");
        require(EmailAddress.parse(email).isPresent(), "email", "must be one e-mail address");
        return email;
    }

    private static BigDecimal years(JsonNode applicant) throws BadFormException {
        JsonNode value = applicant.path("experience");
        require(value.isNumber(), "experience", "must be a number");
        BigDecimal years = value.decimalValue();
        require(
                years.signum() >= 0 && years.compareTo(MAX_YEARS) <= 0 && years.scale() <= MAX_DECIMALS,
                "experience",
                "must be from 0 to 100 years, with at most 30 decimals");
        return years;
    }

    private static void require(boolean condition, String field, String demand) throws BadFormException {
        if (!condition) {
            throw new BadFormException(field + " " + demand);
        }
    }
}
