package assignmentmailer;

import assignmentmailer.assignment.AssignmentRule;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.MailSettings;
import assignmentmailer.mail.RetryDelay;
import assignmentmailer.mail.SesSettings;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Reads this service's own settings; each error names the setting and how to mend it. */
final class Settings {
    /** Far more than anyone needs; looking this far finds a rule behind a hole. */
    private static final int MAX_RULES = 100;

    private final UnaryOperator<@Nullable String> lookup;

    Settings(CamelContext context) {
        this(key -> context.getPropertiesComponent().resolveProperty(key).orElse(null));
    }

    Settings(UnaryOperator<@Nullable String> lookup) {
        this.lookup = lookup;
    }

    MailSettings mail() {
        return new MailSettings(address("mail.from"), address("mail.reply-to"), required("mail.subject"));
    }

    SesSettings ses() {
        return new SesSettings(
                millis("mail.connect-timeout"), millis("mail.read-timeout"), millis("mail.call-timeout"), (int)
                        number("mail.concurrency"));
    }

    /** Mails a second, empty where only the account's own rate counts. */
    OptionalDouble maxRate() {
        return required("mail.max-rate").equals("account")
                ? OptionalDouble.empty()
                : OptionalDouble.of(number("mail.max-rate"));
    }

    Duration probeInterval() {
        return millis("mail.probe-interval");
    }

    String stateTable() {
        return required("state.table");
    }

    /** Whom the service writes to, to find out whether SES takes mails. */
    String probeAddress() {
        return address("mail.probe-address").getAddress();
    }

    String candidatesTable() {
        return required("candidates.table");
    }

    WhenUncertain whenUncertain() {
        String value = required("mail.when-uncertain");
        return Arrays.stream(WhenUncertain.values())
                .filter(choice -> choice.name().replace('_', '-').equalsIgnoreCase(value))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(
                        "mail.when-uncertain is neither resend nor dead-letter: " + value));
    }

    RetryDelay retryDelay() {
        return new RetryDelay(millis("mail.retry-delay"), millis("mail.retry-delay-limit"));
    }

    private Duration millis(String key) {
        return Duration.ofMillis((long) number(key));
    }

    private double number(String key) {
        double number = decimal(key, required(key)).doubleValue();
        if (number <= 0) {
            throw new IllegalArgumentException(key + " must be more than 0: " + number);
        }
        return number;
    }

    /** The rules in the order of their index, which starts at 0 and leaves no hole. */
    List<AssignmentRule> assignmentRules() {
        List<AssignmentRule> rules = new ArrayList<>();
        for (int i = 0; i < MAX_RULES; i++) {
            Optional<String> upToYears = ruleSetting(i, "up-to-years");
            Optional<String> url = ruleSetting(i, "url");
            if (upToYears.isEmpty() && url.isEmpty()) {
                continue;
            }
            if (rules.size() < i) {
                throw new IllegalArgumentException(
                        "assignments[" + rules.size() + "] is missing, although assignments[" + i + "] is there");
            }
            String rule = "assignments[" + i + "]";
            rules.add(new AssignmentRule(
                    upToYears.map(limit -> decimal(rule + ".up-to-years", limit)),
                    webAddress(
                            rule + ".url",
                            url.orElseThrow(() -> new IllegalArgumentException(rule + ".url is missing")))));
        }
        return rules;
    }

    /** Shells cannot export a name with brackets: ASSIGNMENTS_0_URL, that is assignments.0.url, overrides. */
    private Optional<String> ruleSetting(int i, String name) {
        return optional("assignments." + i + "." + name).or(() -> optional("assignments[" + i + "]." + name));
    }

    private static BigDecimal decimal(String key, String value) {
        try {
            return new BigDecimal(value);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(key + " is not a number: " + value);
        }
    }

    private static URI webAddress(String key, String value) {
        try {
            URI url = new URI(value);
            if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
                return url;
            }
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(key + " is not a web address: " + malformed.getMessage());
        }
        throw new IllegalArgumentException(
                key + " is not a web address that starts with http:// or https://: " + value);
    }

    private InternetAddress address(String key) {
        try {
            InternetAddress address = new InternetAddress(required(key), true);
            return new InternetAddress(address.getAddress(), address.getPersonal(), "UTF-8");
        } catch (AddressException | UnsupportedEncodingException malformed) {
            throw new IllegalArgumentException(key + " is not one e-mail address: " + malformed.getMessage());
        }
    }

    private String required(String key) {
        return optional(key)
                .orElseThrow(() -> new IllegalArgumentException(key
                        + " is not set: give it in application.properties, or as "
                        + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_") + " in the environment"));
    }

    private Optional<String> optional(String key) {
        return Optional.ofNullable(lookup.apply(key)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
