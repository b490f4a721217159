package assignmentmailer;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.assignment.AssignmentRule;
import assignmentmailer.assignment.AttachedFile;
import assignmentmailer.assignment.S3Object;
import assignmentmailer.candidate.CandidateAttributes;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.MailSettings;
import assignmentmailer.mail.RetryDelay;
import assignmentmailer.mail.SesSettings;
import assignmentmailer.queue.QueueName;
import assignmentmailer.settings.DurationText;
import assignmentmailer.settings.Mailbox;
import assignmentmailer.settings.SettingNames;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Converts the validated settings to the configuration types of the beans. */
final class Settings {
    private static final Pattern RULE = Pattern.compile("assignments\\[(\\d+)]\\..+");

    private final UnaryOperator<@Nullable String> lookup;
    private final Supplier<Stream<String>> keys;

    Settings(CamelContext context) {
        this(
                key -> context.getPropertiesComponent().resolveProperty(key).orElse(null),
                () -> context.getPropertiesComponent().loadProperties().stringPropertyNames().stream());
    }

    /** @param keys the keys of all settings in the file */
    Settings(UnaryOperator<@Nullable String> lookup, Supplier<Stream<String>> keys) {
        this.lookup = lookup;
        this.keys = keys;
    }

    MailSettings mail() {
        return new MailSettings(address("mail.from"), address("mail.reply-to"), required("mail.subject"));
    }

    SesSettings ses() {
        return new SesSettings(
                optional("mail.region"),
                duration("mail.connect-timeout"),
                duration("mail.read-timeout"),
                duration("mail.call-timeout"),
                Integer.parseInt(required("mail.concurrency")));
    }

    /** Returns the cap in mails per second, empty when only the account's own rate applies. */
    OptionalDouble maxRate() {
        return required("mail.max-rate").equals("account")
                ? OptionalDouble.empty()
                : OptionalDouble.of(Double.parseDouble(required("mail.max-rate")));
    }

    Duration probeInterval() {
        return duration("mail.probe-interval");
    }

    String stateTable() {
        return required("state.table");
    }

    WhenUncertain whenUncertain() {
        String value = required("mail.when-uncertain");
        return Arrays.stream(WhenUncertain.values())
                .filter(choice -> choice.name().replace('_', '-').equalsIgnoreCase(value))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(
                        "mail.when-uncertain is neither resend nor dead-letter: " + value));
    }

    /** Returns the recipient of probes. */
    String probeAddress() {
        return address("mail.probe-address").getAddress();
    }

    /** Whether the stream of the candidates' table is read. */
    boolean isStreamRead() {
        return required("stream.enabled").equals("true");
    }

    /** Whether dead letters are replayed. */
    boolean isReplayOn() {
        return required("replay.enabled").equals("true");
    }

    String candidatesTable() {
        return required("candidates.table");
    }

    boolean isQueueEnabled() {
        return optional("queue.enabled").filter("true"::equals).isPresent();
    }

    QueueName queueName() {
        return QueueName.parse(required("queue.name"));
    }

    Duration queueVisibility() {
        return duration("queue.visibility");
    }

    boolean areMailEventsEnabled() {
        return optional("mail-events.enabled").filter("true"::equals).isPresent();
    }

    /** Whether mails name a configuration set. */
    boolean hasConfigurationSet() {
        return optional("mail.configuration-set").isPresent();
    }

    QueueName mailEventsQueue() {
        return QueueName.parse(required("mail-events.queue"));
    }

    /** Returns how long an event is awaited that settles an uncertain mail; zero where no events are read. */
    Duration mailEventWait() {
        return areMailEventsEnabled() ? duration("mail-events.wait") : Duration.ZERO;
    }

    /** Whether a mail that bounced becomes a dead letter. */
    boolean areBouncesDeadLettered() {
        return optional("mail-events.on-bounce").filter("dead-letter"::equals).isPresent();
    }

    /** Returns the share of bounces, 0 to 1, at which mailing is held; empty for none. */
    OptionalDouble holdAtBounceRate() {
        return optional("mail-events.hold-at")
                .map(percent -> OptionalDouble.of(Double.parseDouble(percent.replace("%", "")) / 100))
                .orElse(OptionalDouble.empty());
    }

    /** Returns how long a record may stay unacknowledged before the service is not ready. */
    Duration stalledAfter() {
        return duration("stream.stalled-after");
    }

    RetryDelay retryDelay() {
        return new RetryDelay(duration("mail.retry-delay"), duration("mail.retry-delay-limit"));
    }

    /** Returns the names of the item attributes that describe a candidate. */
    CandidateAttributes candidateAttributes() {
        return new CandidateAttributes(
                optional("candidate.id"),
                required("candidate.name"),
                required("candidate.email"),
                required("candidate.experience"));
    }

    /**
     * Returns the rules ordered by index; indexes start at 0 and are contiguous. A rule without URL and attachment needs
     * a template of its own, since the default template contains one of them.
     */
    List<AssignmentRule> assignmentRules() {
        List<AssignmentRule> rules = new ArrayList<>();
        for (int i : ruleIndexes()) {
            if (rules.size() < i) {
                throw new IllegalArgumentException(
                        "assignments[" + rules.size() + "] is missing, although assignments[" + i + "] is set");
            }
            String rule = "assignments[" + i + "]";
            if (optional(rule + ".attach").isEmpty()
                    && optional(rule + ".template").orElse(Assignment.TEMPLATE).equals(Assignment.TEMPLATE)) {
                required(rule + ".url");
            }
            rules.add(new AssignmentRule(
                    optional(rule + ".up-to-years").map(BigDecimal::new),
                    optional(rule + ".when"),
                    optional(rule + ".url").map(Settings::download),
                    optional(rule + ".attach").map(AttachedFile::new),
                    optional(rule + ".subject"),
                    optional(rule + ".template")));
        }
        return rules;
    }

    private static URI download(String text) {
        return S3Object.parse(text).map(S3Object::uri).orElseGet(() -> URI.create(text));
    }

    /** How long a link is asked to live. */
    Duration linkValidFor() {
        return duration("link.valid-for");
    }

    /** Whose credentials sign links, empty for those of the service. */
    Optional<String> linkProfile() {
        return optional("link.profile");
    }

    private int[] ruleIndexes() {
        return keys.get()
                .map(RULE::matcher)
                .filter(Matcher::matches)
                .mapToInt(key -> Integer.parseInt(key.group(1)))
                .sorted()
                .distinct()
                .toArray();
    }

    private InternetAddress address(String key) {
        Mailbox mailbox = Mailbox.parse(required(key));
        try {
            return new InternetAddress(
                    mailbox.address().value(), mailbox.name().isEmpty() ? null : mailbox.name(), "UTF-8");
        } catch (UnsupportedEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Duration duration(String key) {
        return DurationText.parse(required(key));
    }

    private String required(String key) {
        return optional(key)
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s is not set: give it in application.properties, or as %s in the environment"
                                .formatted(key, SettingNames.inEnvironment(key))));
    }

    private Optional<String> optional(String key) {
        return Optional.ofNullable(lookup.apply(key)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
