package assignmentmailer.candidate;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Reads the candidate from the new image of a record. */
public final class CandidateReader {
    /** Long enough for any number of years, short enough that parsing it costs nothing. */
    private static final int MAX_DIGITS = 64;

    /** Far beyond DynamoDB's own numbers; written out, one with more could fill the memory. */
    private static final int MAX_SCALE = 1_000;

    /** What would start a new line or a new header in a mail; joiners stay, since names are written with them. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

    /**
     * Reads {@code id}, {@code fullname}, {@code email} and {@code experience}.
     *
     * @throws BadRecordException when there is no new image, or an attribute that a mail depends on is missing or malformed
     */
    public Candidate read(Record record) throws BadRecordException {
        if (record.dynamodb() == null || !record.dynamodb().hasNewImage()) {
            throw new BadRecordException(
                    "the record has no new image; the stream's view type must be NEW_IMAGE or NEW_AND_OLD_IMAGES");
        }
        Map<String, AttributeValue> image = record.dynamodb().newImage();
        return new Candidate(id(image), name(image), email(image), experience(image));
    }

    private static String id(Map<String, AttributeValue> image) throws BadRecordException {
        return text(image, "id").filter(id -> !id.isBlank()).orElseThrow(() -> missing("id"));
    }

    private static String name(Map<String, AttributeValue> image) {
        return text(image, "fullname")
                .map(name -> CONTROL.matcher(name).replaceAll(" ").strip())
                .orElse("");
    }

    private static EmailAddress email(Map<String, AttributeValue> image) throws BadRecordException {
        String email = text(image, "email").orElseThrow(() -> missing("email"));
        return EmailAddress.parse(email)
                .orElseThrow(() -> new BadRecordException("the attribute email is not one well-formed address"));
    }

    private static BigDecimal experience(Map<String, AttributeValue> image) throws BadRecordException {
        BigDecimal years = number(text(image, "experience").orElseThrow(() -> missing("experience")));
        if (years.signum() < 0) {
            throw new BadRecordException("the attribute experience is negative");
        }
        return years;
    }

    private static BigDecimal number(String text) throws BadRecordException {
        String digits = text.strip();
        if (digits.length() > MAX_DIGITS) {
            throw new BadRecordException("the attribute experience has more than " + MAX_DIGITS + " characters");
        }
        try {
            BigDecimal number = new BigDecimal(digits);
            if (Math.abs((long) number.scale()) > MAX_SCALE) {
                throw new BadRecordException("the attribute experience is absurdly large or small");
            }
            return number;
        } catch (NumberFormatException notANumber) {
            throw new BadRecordException("the attribute experience is not a number");
        }
    }

    private static Optional<String> text(Map<String, AttributeValue> image, String attribute) {
        return Optional.ofNullable(image.get(attribute))
                .flatMap(value -> Optional.ofNullable(value.s()).or(() -> Optional.ofNullable(value.n())));
    }

    private static BadRecordException missing(String attribute) {
        return new BadRecordException("the attribute " + attribute + " is missing, or neither text nor a number");
    }
}
