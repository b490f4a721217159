package assignmentmailer;

import assignmentmailer.assignment.AssignmentRules;
import assignmentmailer.aws.HttpProxies;
import assignmentmailer.queue.QueueName;
import assignmentmailer.settings.DurationText;
import assignmentmailer.settings.SettingSources;
import assignmentmailer.settings.SettingsReader;
import assignmentmailer.settings.SettingsReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Reads and validates all settings, each by itself and in combination. */
final class SettingsCheck {
    private final SettingsReader reader;

    /** @param placeholders replaces {@code {{...}}}, and throws an IllegalArgumentException when one is undefined */
    SettingsCheck(UnaryOperator<String> placeholders) {
        this(placeholders, isAsciiOnly(System.getProperty("sun.jnu.encoding", "")));
    }

    SettingsCheck(UnaryOperator<String> placeholders, boolean asciiOnly) {
        this.reader = new SettingsReader(KnownSettings.ALL, placeholders, asciiOnly);
    }

    /** Returns whether the JVM has no locale, so that it decodes only ASCII in its environment and options. */
    private static boolean isAsciiOnly(String encoding) {
        return encoding.toUpperCase(Locale.ROOT).startsWith("ANSI");
    }

    SettingsReport check(SettingSources sources) {
        SettingsReport report = reader.read(sources);
        List<String> problems = new ArrayList<>(report.problems());
        checkProxies(sources, problems);
        checkLogFormat(sources, problems);
        if (problems.isEmpty()) {
            checkTogether(report.values(), problems);
        }
        return new SettingsReport(report.values(), problems);
    }

    private static void checkProxies(SettingSources sources, List<String> problems) {
        try {
            new HttpProxies(sources.environment(), sources.system());
        } catch (IllegalArgumentException wrong) {
            problems.add(wrong.getMessage());
        }
    }

    private static void checkLogFormat(SettingSources sources, List<String> problems) {
        if (sources.text(SettingsLoader.LOG_FORMAT).orElse("").contains("{{")) {
            problems.add("log.format cannot have a placeholder, since it is read before all other settings: write text"
                    + " or json");
        }
    }

    private static void checkTogether(Map<String, String> values, List<String> problems) {
        ordered(values, "mail.connect-timeout", "mail.call-timeout").ifPresent(problems::add);
        ordered(values, "mail.read-timeout", "mail.call-timeout").ifPresent(problems::add);
        ordered(values, "mail.retry-delay", "mail.retry-delay-limit").ifPresent(problems::add);
        if (values.get("state.table").equals(values.get("candidates.table"))) {
            problems.add(
                    "state.table and candidates.table name the same table: the service would read its own entries as"
                            + " candidates; set another name in state.table");
        }
        if (values.get("mail-events.enabled").equals("true")
                && values.get("queue.enabled").equals("true")) {
            QueueName candidates = QueueName.parse(values.get("queue.name"));
            if (candidates.mayBe(QueueName.parse(values.get("mail-events.queue")))) {
                problems.add(
                        "queue.name and mail-events.queue name the same queue: each would delete the other's messages; set"
                                + " another name in one");
            }
        }
        try {
            AssignmentRules.check(new Settings(values::get, () -> values.keySet().stream()).assignmentRules());
        } catch (IllegalArgumentException wrong) {
            problems.add(wrong.getMessage());
        }
    }

    private static Optional<String> ordered(Map<String, String> values, String shorter, String longer) {
        Duration least = DurationText.parse(values.get(shorter));
        Duration most = DurationText.parse(values.get(longer));
        return least.compareTo(most) <= 0
                ? Optional.empty()
                : Optional.of("%s (%s) must not be longer than %s (%s)"
                        .formatted(shorter, DurationText.of(least), longer, DurationText.of(most)));
    }
}
