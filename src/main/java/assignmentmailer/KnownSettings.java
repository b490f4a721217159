package assignmentmailer;

import static assignmentmailer.settings.SettingFormats.duration;
import static assignmentmailer.settings.SettingFormats.either;
import static assignmentmailer.settings.SettingFormats.numberUpTo;
import static assignmentmailer.settings.SettingFormats.oneOf;
import static assignmentmailer.settings.SettingFormats.wholeNumber;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.settings.Setting;
import assignmentmailer.settings.SettingFormat;
import assignmentmailer.settings.SettingFormats;
import java.util.List;

/** Declares every setting of this service: key, format, range. */
final class KnownSettings {
    private static final int MOST_MAILS_A_SECOND = 100_000;
    private static final int MOST_CALLS_AT_ONCE = 1_000;
    private static final int MOST_YEARS = 100;

    static final List<Setting> ALL = List.of(
            required("candidates.table", SettingFormats::tableName),
            required("candidate.name", SettingFormats::line),
            required("candidate.email", SettingFormats::line),
            required("candidate.experience", SettingFormats::line),
            optional("candidate.id", SettingFormats::line),
            required("stream.enabled", oneOf("true", "false")),
            required("stream.start", oneOf("FROM_START", "FROM_LATEST")),
            required("stream.stalled-after", duration(ofMinutes(1), ofHours(12))),
            required("queue.enabled", oneOf("true", "false")),
            required("queue.name", SettingFormats::queue),
            required("queue.visibility", duration(ofSeconds(4), ofHours(1))),
            required("state.table", SettingFormats::tableName),
            required("mail.from", SettingFormats::mailbox),
            required("mail.reply-to", SettingFormats::mailbox),
            required("mail.subject", SettingFormats::line),
            optional("mail.region", SettingFormats::region),
            required("mail.concurrency", wholeNumber(1, MOST_CALLS_AT_ONCE)),
            required("mail.max-rate", either("account", numberUpTo(MOST_MAILS_A_SECOND))),
            required("mail.connect-timeout", duration(ofMillis(100), ofMinutes(1))),
            required("mail.read-timeout", duration(ofMillis(500), ofMinutes(5))),
            required("mail.call-timeout", duration(ofSeconds(1), ofMinutes(5))),
            required("mail.retry-delay", duration(ofMillis(10), ofMinutes(10))),
            required("mail.retry-delay-limit", duration(ofMillis(100), ofHours(1))),
            required("mail.probe-interval", duration(ofSeconds(1), ofHours(1))),
            required("mail.probe-address", SettingFormats::mailbox),
            required("mail.when-uncertain", oneOf(WhenUncertain.class)),
            optional("mail.configuration-set", SettingFormats::configurationSet),
            required("mail-events.enabled", oneOf("true", "false")),
            required("mail-events.queue", SettingFormats::queue),
            required("mail-events.wait", duration(ofSeconds(1), ofMinutes(15))),
            required("mail-events.on-bounce", oneOf("none", "dead-letter")),
            optional("mail-events.hold-at", SettingFormats::percentage),
            required("mail-events.unreadable-uri", SettingFormats::endpoint),
            required("dead-letter.uri", SettingFormats::endpoint),
            required("replay.enabled", oneOf("true", "false")),
            optional("assignments[i].url", SettingFormats::downloadAddress),
            optional("assignments[i].attach", SettingFormats::attachable),
            optional("assignments[i].up-to-years", numberUpTo(MOST_YEARS)),
            optional("assignments[i].when", SettingFormats::line),
            optional("assignments[i].subject", SettingFormats::line),
            optional("assignments[i].template", SettingFormats::baseName),
            required("link.valid-for", duration(ofMinutes(1), ofDays(7))),
            optional("link.profile", SettingFormats::line),
            required("management.port", SettingFormats::port),
            required("log.format", oneOf("text", "json")));

    private KnownSettings() {}

    private static Setting required(String key, SettingFormat format) {
        return new Setting(key, format, true);
    }

    private static Setting optional(String key, SettingFormat format) {
        return new Setting(key, format, false);
    }
}
