package assignmentmailer.candidate;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** Reads a candidate from the new image of a change record. */
public final class CandidateReader {
    /** The most characters of a number: enough for any experience, and cheap to parse. */
    private static final int MAX_DIGITS = 64;

    /** Characters that would start a new line or header in a mail. Joiners stay: some names need them. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

    /** The largest experience: bounds the digits to print, since 1e999999999 written out would exhaust the heap. */
    private static final BigDecimal MAX_YEARS = BigDecimal.valueOf(1_000);

    /** DynamoDB developer guide, "Naming rules and data types": a number has 38 digits of precision. */
    private static final int MAX_DECIMALS = 38;

    private final CandidateAttributes attributes;
    private final boolean isExperienceRequired;

    /** @param isExperienceRequired whether a record without years of experience, or with bad ones, is a bad record */
    public CandidateReader(CandidateAttributes attributes, boolean isExperienceRequired) {
        this.attributes = attributes;
        this.isExperienceRequired = isExperienceRequired;
    }

    /**
     * Reads a candidate.
     *
     * @throws BadRecordException when the record has no new image, or a required attribute is missing or malformed
     */
    public Candidate read(Record record) throws BadRecordException {
        StreamRecord change = record.dynamodb();
        if (change == null || !change.hasNewImage()) {
            throw new BadRecordException(
                    "the record has no new image; the stream's view type must be NEW_IMAGE or NEW_AND_OLD_IMAGES");
        }
        if (!change.hasKeys()) {
            throw new BadRecordException("the record has no key");
        }
        Map<String, AttributeValue> image = change.newImage();
        String id =
                attributes.id().flatMap(name -> text(image, name)).orElseGet(() -> ItemAttributes.key(change.keys()));
        return new Candidate(id, name(image), email(image), experience(image), ItemAttributes.plain(image));
    }

    private String name(Map<String, AttributeValue> image) {
        return text(image, attributes.name())
                .map(name -> CONTROL.matcher(name).replaceAll(" ").strip())
                .orElse("");
    }

    private EmailAddress email(Map<String, AttributeValue> image) throws BadRecordException {
        String email = required(image, attributes.email());
        return EmailAddress.parse(email)
                .orElseThrow(() -> new BadRecordException(
                        "the attribute " + attributes.email() + " is not one well-formed address"));
    }

    private @Nullable BigDecimal experience(Map<String, AttributeValue> image) throws BadRecordException {
        try {
            return years(image);
        } catch (BadRecordException unknown) {
            if (isExperienceRequired) {
                throw unknown;
            }
            return null;
        }
    }

    private BigDecimal years(Map<String, AttributeValue> image) throws BadRecordException {
        BigDecimal years = number(required(image, attributes.experience()));
        if (years.signum() < 0) {
            throw badExperience("is negative");
        }
        if (years.compareTo(MAX_YEARS) > 0) {
            throw badExperience("is more than " + MAX_YEARS + " years");
        }
        if (years.scale() > MAX_DECIMALS) {
            throw badExperience("has more than " + MAX_DECIMALS + " decimals");
        }
        return Decimals.canonical(years);
    }

    private BigDecimal number(String digits) throws BadRecordException {
        if (digits.length() > MAX_DIGITS) {
            throw badExperience("has more than " + MAX_DIGITS + " characters");
        }
        try {
            return new BigDecimal(digits);
        } catch (NumberFormatException notANumber) {
            throw badExperience("is not a number");
        }
    }

    private BadRecordException badExperience(String fault) {
        return new BadRecordException("the attribute " + attributes.experience() + " " + fault);
    }

    private static String required(Map<String, AttributeValue> image, String attribute) throws BadRecordException {
        return text(image, attribute)
                .orElseThrow(() -> new BadRecordException(
                        "the attribute " + attribute + " is missing, or neither text nor a number"));
    }

    private static Optional<String> text(Map<String, AttributeValue> image, String attribute) {
        return ItemAttributes.find(image, attribute)
                .flatMap(value -> Optional.ofNullable(value.s()).or(() -> Optional.ofNullable(value.n())))
                .map(CandidateReader::trimmed);
    }

    /**
     * Strips whitespace of any kind and invisible characters, which copying from a page or form leaves around a text.
     */
    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return Character.isSpaceChar(c) || Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
    }
}
