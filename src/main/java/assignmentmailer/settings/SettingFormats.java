package assignmentmailer.settings;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The formats of all settings. */
public final class SettingFormats {
    /** DynamoDB developer guide, "Naming rules". */
    private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");

    /** SQS API reference, CreateQueue. */
    private static final Pattern QUEUE =
            Pattern.compile("(arn:[a-z-]+:sqs:[a-z0-9-]+:\\d{12}:)?(?=.{1,80}$)[A-Za-z0-9_-]+([.]fifo)?");

    /** SES API reference, ConfigurationSet. */
    private static final Pattern CONFIGURATION_SET = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private static final Pattern REGION = Pattern.compile("[a-z]{2,4}(-[a-z]+)+-\\d");
    /** S3 user guide, "General purpose bucket naming rules"; a key has at most 1,024 bytes. */
    private static final Pattern S3_OBJECT =
            Pattern.compile("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/(?=.{1,1024}$).*[^/]");

    /** Relative, or absolute with one slash or three. */
    private static final Pattern FILE = Pattern.compile("file:(?!//[^/]).*[^/]");

    private static final Pattern BASE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");
    private static final Pattern ENDPOINT = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:\\S.*");
    private static final int LARGEST_PORT = 65_535;

    /** RFC 5322, 2.1.1. */
    private static final int LONGEST_LINE = 998;

    /** The most characters of a number: enough for any sensible one, and cheap to parse. */
    private static final int LONGEST_NUMBER = 20;

    private SettingFormats() {}

    public static String line(String value) {
        if (value.length() > LONGEST_LINE) {
            throw new IllegalArgumentException("must not be longer than " + LONGEST_LINE + " characters");
        }
        return value;
    }

    public static String tableName(String value) {
        return matching(TABLE, value, "must be a table's name: 3 to 255 of the characters A-Z a-z 0-9 _ . -");
    }

    /** A queue's name or ARN. */
    public static String queue(String value) {
        return matching(
                QUEUE,
                value,
                "must be a queue's name, 1 to 80 of the characters A-Z a-z 0-9 _ -, or its ARN such as arn:aws:sqs:eu-west-1:111122223333:candidates");
    }

    public static String configurationSet(String value) {
        return matching(
                CONFIGURATION_SET,
                value,
                "must be the name of an SES configuration set: 1 to 64 of the characters A-Z a-z 0-9 _ -");
    }

    /** A percentage such as {@code 4%}, above 0, canonical with its sign. */
    public static String percentage(String value) {
        if (!value.endsWith("%")) {
            throw new IllegalArgumentException("must be a percentage such as 4%");
        }
        return numberUpTo(100).canonical(value.substring(0, value.length() - 1).strip()) + "%";
    }

    public static String region(String value) {
        return matching(REGION, value, "must be an AWS region such as eu-west-1");
    }

    public static String endpoint(String value) {
        return matching(ENDPOINT, value, "must be the URI of a Camel endpoint such as file:dead-letters");
    }

    /** A file name without extension. */
    public static String baseName(String value) {
        return matching(BASE_NAME, value, "must be a file name without extension, of the characters A-Z a-z 0-9 _ -");
    }

    /** An address that SES can send from, with or without a display name. */
    public static String mailbox(String value) {
        return Mailbox.parse(value).toString();
    }

    /** A web address, or an object in S3. */
    public static String downloadAddress(String value) {
        return value.startsWith("s3:") ? s3Object(value) : webAddress(value);
    }

    /** A file, or an object in S3. */
    public static String attachable(String value) {
        return value.startsWith("s3:")
                ? s3Object(value)
                : matching(
                        FILE,
                        value,
                        "must be a file such as file:assignments/a.zip, or an object such as s3://bucket/a.zip");
    }

    /** Its key is not escaped, and names no folder. */
    public static String s3Object(String value) {
        return matching(
                S3_OBJECT,
                value,
                "must be an object in S3 such as s3://bucket/folder/assignment.zip, its key not escaped");
    }

    public static String webAddress(String value) {
        try {
            URI url = new URI(value);
            if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
                return value;
            }
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(
                    "must be a web address: %s at character %d"
                            .formatted(malformed.getReason(), malformed.getIndex() + 1),
                    malformed);
        }
        throw new IllegalArgumentException(
                "must be a web address that starts with http:// or https://, or an object in S3 as in s3://bucket/key");
    }

    /**
     * A port. For a Kubernetes service named management, the cluster sets {@code MANAGEMENT_PORT=tcp://...}, which is
     * refused with a hint.
     */
    public static String port(String value) {
        if (value.startsWith("tcp://")) {
            throw new IllegalArgumentException(
                    "must be a port, and is a Kubernetes service link: set enableServiceLinks: false in the pod's spec");
        }
        return wholeNumber(0, LARGEST_PORT).canonical(value);
    }

    public static SettingFormat wholeNumber(long least, long most) {
        return value -> {
            String rule = "must be a whole number from %d to %d".formatted(least, most);
            BigDecimal number = decimal(value, rule);
            if (number.stripTrailingZeros().scale() > 0
                    || number.compareTo(BigDecimal.valueOf(least)) < 0
                    || number.compareTo(BigDecimal.valueOf(most)) > 0) {
                throw new IllegalArgumentException(rule);
            }
            return number.toBigInteger().toString();
        };
    }

    /** A number above 0, with or without decimals. */
    public static SettingFormat numberUpTo(long most) {
        return value -> {
            String rule = "must be a number above 0, and at most " + most;
            BigDecimal number = decimal(value, rule);
            if (number.signum() <= 0 || number.compareTo(BigDecimal.valueOf(most)) > 0) {
                throw new IllegalArgumentException(rule);
            }
            return number.toPlainString();
        };
    }

    public static SettingFormat either(String word, SettingFormat other) {
        return value -> {
            if (value.equalsIgnoreCase(word)) {
                return word;
            }
            try {
                return other.canonical(value);
            } catch (IllegalArgumentException neither) {
                throw new IllegalArgumentException(
                        neither.getMessage().replaceFirst("^must be ", "must be \"" + word + "\" or "), neither);
            }
        };
    }

    public static SettingFormat oneOf(String... words) {
        return value -> Arrays.stream(words)
                .filter(word -> word.equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be " + String.join(" or ", words)));
    }

    /** The constants of an enum, in lower case with hyphens: {@code dead-letter} for {@code DEAD_LETTER}. */
    public static SettingFormat oneOf(Class<? extends Enum<?>> words) {
        return oneOf(Arrays.stream(words.getEnumConstants())
                .map(word -> word.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toArray(String[]::new));
    }

    /** A duration, converted to milliseconds, the only unit that Camel accepts for a delay. */
    public static SettingFormat duration(Duration shortest, Duration longest) {
        return value -> {
            Duration duration = DurationText.parse(value);
            if (duration.compareTo(shortest) < 0 || duration.compareTo(longest) > 0) {
                throw new IllegalArgumentException("must be from %s to %s; a plain number is milliseconds"
                        .formatted(DurationText.of(shortest), DurationText.of(longest)));
            }
            return String.valueOf(duration.toMillis());
        };
    }

    private static BigDecimal decimal(String value, String rule) {
        try {
            if (value.length() <= LONGEST_NUMBER) {
                BigDecimal number = new BigDecimal(value);
                if (Math.abs((long) number.scale()) <= LONGEST_NUMBER) {
                    return number;
                }
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(rule, notANumber);
        }
        throw new IllegalArgumentException(rule);
    }

    private static String matching(Pattern pattern, String value, String rule) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(rule);
        }
        return value;
    }
}
