package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.settings.SettingSources;
import assignmentmailer.settings.SettingsFile;
import assignmentmailer.settings.SettingsReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values in file, environment and options: each is accepted, or refused with one line that names place and remedy. */
class SettingsCheckTest {
    /** Shorter values may occur in a message by chance. */
    private static final int LONG_ENOUGH_TO_BE_PRIVATE = 6;

    private static final SettingsFile SHIPPED = shipped();

    /** A context that only resolves placeholders and is never started. */
    private static final CamelContext CONTEXT = new DefaultCamelContext();

    private final Map<String, String> file = new LinkedHashMap<>(SHIPPED.values());
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> system = new HashMap<>();
    private boolean asciiOnly;

    SettingsCheckTest() {
        file.put("mail.from", "jobs@example.com");
        file.put("mail.reply-to", "hr@example.com");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "candidates.table | ~~ | candidates.table is not set: give it in application.properties, or as CANDIDATES_TABLE",
                "candidates.table | ca | must be a table's name",
                "candidates.table | candidates? | must be a table's name",
                "candidates.table | candidates eu | must be a table's name",
                "candidates.table | arn:aws:dynamodb:eu-west-1:111122223333:table/candidates | must be a table's name",
                "candidates.table | Bewerber/innen | must be a table's name",
                "candidates.table | \"candidates | must be a table's name",
                "candidates.table | assignment-mailer-state | state.table and candidates.table name the same table",
                "candidate.name | ~~ | candidate.name is not set",
                "candidate.email | ~~ | candidate.email is not set",
                "candidate.experience | ~~ | candidate.experience is not set",
                "stream.start | NOW | must be FROM_START or FROM_LATEST",
                "stream.start | FROM_THE_BEGINNING | must be FROM_START or FROM_LATEST",
                "stream.start | ~~ | stream.start is not set",
                "queue.enabled | maybe | must be true or false",
                "queue.name | ~~ | queue.name is not set",
                "queue.name | my queue | must be a queue's name",
                "queue.name | https://sqs.eu-west-1.amazonaws.com/111122223333/candidates | must be a queue's name",
                "queue.name | arn:aws:sqs:eu-west-1:candidates | must be a queue's name",
                "queue.name | arn:aws:sns:eu-west-1:111122223333:candidates | must be a queue's name",
                "queue.visibility | 30 | must be from 4s to 1h; a plain number is milliseconds",
                "queue.visibility | 12h | must be from 4s to 1h",
                "state.table | ~~ | state.table is not set",
                "state.table | x | must be a table's name",
                "state.table | candidates | state.table and candidates.table name the same table",
                "mail.from | ~~ | mail.from is not set: give it in application.properties, or as MAIL_FROM in the environment",
                "mail.from | jobs | must be one e-mail address",
                "mail.from | not an address | must be one e-mail address",
                "mail.from | jobs@localhost | must be one e-mail address",
                "mail.from | jobs@example.com, hr@example.com | must be one e-mail address",
                "mail.from | Jobs <jobs@example.com>, HR <hr@example.com> | must be one e-mail address",
                "mail.from | Team <team@example.com | must be one e-mail address",
                "mail.from | <> | must be one e-mail address",
                "mail.from | Jobs jobs@example.com | must be one e-mail address",
                "mail.from | jobs@example.com (Recruiting) | must be one e-mail address",
                "mail.from | jürgen@example.com | must be one e-mail address",
                "mail.from | Jobs <jürgen@example.com> | must be one e-mail address",
                "mail.from | jobs@exam_ple.com | must be one e-mail address",
                "mail.from | jobs@-example.com | must be one e-mail address",
                "mail.from | jobs@example..com | must be one e-mail address",
                "mail.from | jobs @example.com | must be one e-mail address",
                "mail.from | Jobs {{team}} <jobs@example.com> | has the placeholder {{team}}, which is not defined",
                "mail.reply-to | ~~ | mail.reply-to is not set",
                "mail.reply-to | hr | must be one e-mail address",
                "mail.reply-to | josé@example.com | must be one e-mail address",
                "mail.reply-to | mailto:hr@exa,mple.com | must be one e-mail address",
                "mail.subject | ~~ | mail.subject is not set",
                "mail.subject | \"\" | mail.subject is not set",
                "mail.subject | Round for {{role}} | has the placeholder {{role}}, which is not defined",
                "mail.subject | Round for {{role | has a placeholder that cannot be read",
                "mail.subject | Pr\uFFFDfung | cannot decode: set LANG=C.UTF-8",
                "mail.configuration-set | my set | must be the name of an SES configuration set",
                "mail-events.enabled | yes | must be true or false",
                "mail-events.queue | my queue | must be a queue's name",
                "mail-events.wait | 500ms | must be from 1s to 15m",
                "mail-events.on-bounce | resend | must be none or dead-letter",
                "mail-events.hold-at | 4 | must be a percentage such as 4%",
                "mail-events.hold-at | 0% | must be a number above 0, and at most 100",
                "mail-events.hold-at | 101% | must be a number above 0, and at most 100",
                "mail-events.unreadable-uri | nowhere | must be the URI of a Camel endpoint",
                "mail.region | Frankfurt | must be an AWS region such as eu-west-1",
                "mail.region | eu-west-1a | must be an AWS region",
                "mail.region | EU_WEST_1 | must be an AWS region",
                "mail.concurrency | 0 | must be a whole number from 1 to 1000",
                "mail.concurrency | -1 | must be a whole number from 1 to 1000",
                "mail.concurrency | 1.5 | must be a whole number from 1 to 1000",
                "mail.concurrency | many | must be a whole number from 1 to 1000",
                "mail.concurrency | 1001 | must be a whole number from 1 to 1000",
                "mail.concurrency | 1e9999999 | must be a whole number from 1 to 1000",
                "mail.concurrency | 16 # in flight | must be a whole number from 1 to 1000",
                "mail.max-rate | 0 | must be \"account\" or a number above 0",
                "mail.max-rate | -14 | must be \"account\" or a number above 0",
                "mail.max-rate | 14,5 | must be \"account\" or a number above 0",
                "mail.max-rate | 14/s | must be \"account\" or a number above 0",
                "mail.max-rate | NaN | must be \"account\" or a number above 0",
                "mail.max-rate | unlimited | must be \"account\" or a number above 0",
                "mail.connect-timeout | 2 | must be from 100ms to 1m; a plain number is milliseconds",
                "mail.connect-timeout | 2 seconds | must be a duration such as 500ms, 10s or 2m",
                "mail.connect-timeout | 2m | must be from 100ms to 1m",
                "mail.connect-timeout | 20s | mail.connect-timeout (20s) must not be longer than mail.call-timeout (10s)",
                "mail.read-timeout | 8 | must be from 500ms to 5m",
                "mail.read-timeout | 0 | must be from 500ms to 5m",
                "mail.read-timeout | 1h | must be from 500ms to 5m",
                "mail.read-timeout | PT8S | must be a duration",
                "mail.read-timeout | 11s | mail.read-timeout (11s) must not be longer than mail.call-timeout (10s)",
                "mail.call-timeout | 10 | must be from 1s to 5m; a plain number is milliseconds",
                "mail.call-timeout | -10s | must be a duration",
                "mail.call-timeout | 10S | must be a duration",
                "mail.call-timeout | 99999999999s | must be a duration",
                "mail.call-timeout | 5s | mail.read-timeout (8s) must not be longer than mail.call-timeout (5s)",
                "mail.retry-delay | 1 | must be from 10ms to 10m",
                "mail.retry-delay | 0.5s | must be a duration",
                "mail.retry-delay | 1m | mail.retry-delay (1m) must not be longer than mail.retry-delay-limit (30s)",
                "mail.retry-delay-limit | 30 | must be from 100ms to 1h",
                "mail.retry-delay-limit | 1d | must be from 100ms to 1h",
                "mail.probe-interval | 10 | must be from 1s to 1h; a plain number is milliseconds",
                "mail.probe-interval | 10sec | must be a duration",
                "mail.probe-interval | ~~ | mail.probe-interval is not set",
                "mail.when-uncertain | maybe | must be resend or ",
                "dead-letter.uri | dead-letters | must be the URI of a Camel endpoint such as file:dead-letters",
                "dead-letter.uri | ~~ | dead-letter.uri is not set",
                "dead-letter.uri | file: | must be the URI of a Camel endpoint",
                "assignments[0].url | ~~ | assignments[0].url is not set",
                "assignments[0].url | assignment.zip | must be a web address",
                "assignments[0].url | s3.amazonaws.com/assignment.zip | must be a web address",
                "assignments[0].url | ftp://example.com/1.zip | must be a web address",
                "assignments[0].url | https:// | must be a web address",
                "assignments[0].url | https://example.com/a b.zip | must be a web address: Illegal character in path at character 22",
                "assignments[0].url | javascript:alert(1) | must be a web address",
                "assignments[0].url | https://{{bucket}}.example.com | has the placeholder {{bucket}}, which is not defined",
                "assignments[0].up-to-years | five | must be a number above 0",
                "assignments[0].up-to-years | 0 | must be a number above 0",
                "assignments[0].up-to-years | -5 | must be a number above 0",
                "assignments[0].up-to-years | 5,5 | must be a number above 0",
                "assignments[0].up-to-years | 5 years | must be a number above 0",
                "assignments[0].up-to-years | 1000 | must be a number above 0, and at most 100",
                "assignments[0].up-to-years | ~~ | assignments[0].up-to-years is missing",
                "assignments[1].up-to-years | 4 | assignments[1].up-to-years must be above assignments[0].up-to-years",
                "assignments[2].up-to-years | 12 | assignments[2].up-to-years must be removed",
                "assignments[2].when | ${body.candidate.name} == 'Ada' | assignments[2].when must be removed",
                "assignments[1].whenn | true | assignments[1].whenn is no setting: did you mean assignments[i].when?",
                "assignments[0].url | s3:bucket/a.zip | must be an object in S3 such as s3://bucket/folder/assignment.zip",
                "assignments[0].url | s3://My_Bucket/a.zip | must be an object in S3",
                "assignments[0].url | s3://results/go/ | must be an object in S3",
                "assignments[0].url | s3://results | must be an object in S3",
                "assignments[0].attach | go.zip | must be a file such as file:assignments/a.zip, or an object",
                "assignments[0].attach | file:results/ | must be a file such as",
                "assignments[0].attach | file://assignments/go.zip | must be a file such as",
                "assignments[0].attach | https://example.com/go.zip | must be a file such as",
                "assignments[0].attach | s3://results/ | must be an object in S3",
                "link.valid-for | 30s | must be from 1m to 7d",
                "link.valid-for | 8d | must be from 1m to 7d",
                "link.valid-for | ~~ | link.valid-for is not set",
                "link.validfor | 1h | link.validfor is no setting: did you mean link.valid-for?",
                "assignments[0].template | ../secrets | must be a file name without extension",
                "assignments[0].template | go.ftl | must be a file name without extension",
                "assignments[4].url | https://example.com/5.zip | assignments[3] is missing, although assignments[4] is set",
                "assignments[3].up-to-years | 12 | assignments[3].url is not set",
                "assignments[01].url | https://example.com/5.zip | assignments[01].url is no setting: did you mean assignments[i].url?",
                "management.port | tcp://10.0.0.1:9876 | set enableServiceLinks: false in the pod's spec",
                "management.port | http | must be a whole number from 0 to 65535",
                "management.port | 65536 | must be a whole number from 0 to 65535",
                "management.port | -1 | must be a whole number from 0 to 65535",
                "log.format | xml | must be text or json",
                "log.format | ~~ | log.format is not set",
                "log.formt | json | log.formt is no setting: did you mean log.format?",
                "mail.fron | jobs@example.com | mail.fron is no setting: did you mean mail.from?",
                "mail.when_uncertain | resend | mail.when_uncertain is no setting: did you mean mail.when-uncertain?",
                "mail.max-rates | 14 | mail.max-rates is no setting: did you mean mail.max-rate?",
                "mail.replyto | hr@example.com | mail.replyto is no setting: did you mean mail.reply-to?",
                "mail.smtp.host | smtp.example.com | mail.smtp.host is no setting: did you mean mail.",
                "MAIL_FROM | jobs@example.com | MAIL_FROM is no setting: did you mean mail.from?",
                "mial.from | jobs@example.com | mial.from is no setting: did you mean mail.from?",
                "candidate.table | applicants | candidate.table is no setting: did you mean ",
                "candidates.name | fullname | candidates.name is no setting: did you mean ",
                "assignments[1].up-to-yaers | 9 | assignments[1].up-to-yaers is no setting: did you mean assignments[i].up-to-years?",
                "assignments[1].uri | https://example.com | assignments[1].uri is no setting: did you mean assignments[i].url?",
                "dead-letter.url | file:dead-letters | dead-letter.url is no setting: did you mean dead-letter.uri?",
                "deadletter.uri | file:dead-letters | deadletter.uri is no setting: did you mean dead-letter.uri?",
                "state.tabel | state | state.tabel is no setting: did you mean state.table?",
                "stream.strat | FROM_START | stream.strat is no setting: did you mean stream.start?",
                "management.prot | 9876 | management.prot is no setting: did you mean management.port?",
                "mail.probe-adress | probe@example.com | mail.probe-adress is no setting: did you mean mail.probe-address?",
                "mail.probe-address | nobody | must be one e-mail address",
                "mail.when-uncertain | hold | must be resend or dead-letter"
            })
    void refusesInTheFile(String key, String value, String rule) {
        file.put(key, value);

        assertRefused(key.startsWith("assignments[") ? "assignments[" : key, value, rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "MAIL_FROM | jobs | MAIL_FROM in the environment: mail.from must be one e-mail address",
                "MAIL_SUBJECT | ~~ | mail.subject is not set",
                "MAIL_SUBJECT | Pr\uFFFD\uFFFDfung | MAIL_SUBJECT in the environment: mail.subject has characters that this JVM cannot decode: set LANG=C.UTF-8",
                "MAIL_CALL_TIMEOUT | 10 | MAIL_CALL_TIMEOUT in the environment: mail.call-timeout must be from 1s to 5m",
                "MAIL_PROBE_INTERVAL | 10 | MAIL_PROBE_INTERVAL in the environment: mail.probe-interval must be from 1s to 1h",
                "MANAGEMENT_PORT | tcp://10.96.0.12:9876 | management.port must be a port, and is a Kubernetes service link: set enableServiceLinks: false",
                "ASSIGNMENTS_2_URL | https://{{bucket}}.s3.amazonaws.com/3.zip | ASSIGNMENTS_2_URL in the environment: assignments[2].url has the placeholder {{bucket}}",
                "ASSIGNMENTS_1_UP_TO_YEARS | eight | assignments[1].up-to-years must be a number above 0",
                "ASSIGNMENTS_100_URL | https://example.com/101.zip | assignments[3] is missing, although assignments[100] is set",
                "ASSIGNMENT_0_URL | https://example.com/1.zip | ASSIGNMENT_0_URL in the environment is no setting: did you mean ASSIGNMENTS_0_URL?",
                "ASSIGNMENTS_0_UP_TO_YEAR | 5 | ASSIGNMENTS_0_UP_TO_YEAR in the environment is no setting",
                "ASSIGNMENTS_01_URL | https://example.com/1.zip | ASSIGNMENTS_01_URL in the environment is no setting",
                "MAIL_FORM | jobs@example.com | MAIL_FORM in the environment is no setting: did you mean MAIL_FROM?",
                "MAIL_REPLYTO | hr@example.com | MAIL_REPLYTO in the environment is no setting: did you mean MAIL_REPLY_TO?",
                "MAIL_REPLY-TO | hr@example.com | MAIL_REPLY-TO in the environment is no setting: did you mean MAIL_REPLY_TO?",
                "mail_from | jobs@example.com | mail_from in the environment is no setting: did you mean MAIL_FROM?",
                "mail.from | jobs@example.com | mail.from in the environment is no setting: did you mean MAIL_FROM?",
                "CANDIDATE_TABLE | applicants | CANDIDATE_TABLE in the environment is no setting: did you mean CANDIDATES_TABLE?",
                "DEADLETTER_URI | file:letters | DEADLETTER_URI in the environment is no setting: did you mean DEAD_LETTER_URI?",
                "STATE_TABLES | state-of-ours | STATE_TABLES in the environment is no setting: did you mean STATE_TABLE?",
                "HTTPS_PROXY | http://user:secret@ proxy:3128 | HTTPS_PROXY in the environment must be a proxy's address",
                "https_proxy | //10.1.2.3 | https_proxy in the environment must be a proxy's address",
                "HTTP_PROXY | http://proxy.example.com:99999 | HTTP_PROXY in the environment must be a proxy's address"
            })
    void refusesInTheEnvironment(String name, String value, String line) {
        environment.put(name, value);

        assertRefused(name.startsWith("MAIL_SUBJECT") ? "mail.subject" : "", value, line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mail.from | jobs | -Dmail.from: mail.from must be one e-mail address",
                "mail.fron | jobs@example.com | -Dmail.fron is no setting: did you mean -Dmail.from?",
                "mail.max_rate | 14 | -Dmail.max_rate is no setting: did you mean -Dmail.max-rate?",
                "assignments.0.url | https://example.com/1.zip | -Dassignments.0.url is no setting: did you mean -Dassignments[0].url?",
                "https.proxyHost | proxy.example.com | -Dhttps.proxyPort must be a port"
            })
    void refusesInOptions(String key, String value, String line) {
        system.put("https.proxyPort", "none");
        system.put(key, value);

        assertRefused("", value, line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Round\r\nBcc: eve@example.com", "Round\u2028two", "Round\u0000", "Round\ttwo"})
    void refusesASubjectThatIsMoreThanOneLine(String subject) {
        file.put("mail.subject", subject);

        assertRefused("mail.subject", subject, "must be one line of text without control characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pr??fung", "????"})
    void refusesAnOptionWithoutALocaleThatMayHaveLostItsCharacters(String subject) {
        asciiOnly = true;
        system.put("mail.subject", subject);

        assertRefused(
                "mail.subject", subject, "-Dmail.subject: mail.subject has characters that this JVM cannot decode");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "candidates.table | candidates-eu.v2_x | candidates-eu.v2_x",
                "candidates.table | ~  candidates ~ | candidates",
                "candidates.table | \"candidates\" | candidates",
                "candidates.table | 'candidates' | candidates",
                "candidate.id | applicant.number | applicant.number",
                "candidate.id | ~~ | ~~",
                "candidate.name | Vor- und Nachname | Vor- und Nachname",
                "candidate.email | contact.email | contact.email",
                "candidate.experience | Jahre | Jahre",
                "stream.start | from_latest | FROM_LATEST",
                "state.table | candidates-state | candidates-state",
                "mail.from | jobs@bücher.example | jobs@xn--bcher-kva.example",
                "mail.from | jobs@straße.de | jobs@xn--strae-oqa.de",
                "mail.from | Jobs <jobs@müller.example> | \"Jobs\" <jobs@xn--mller-kva.example>",
                "mail.from | Recruiting Zürich <jobs@example.com> | \"Recruiting Zürich\" <jobs@example.com>",
                "mail.from | 编程 <jobs@example.com> | \"编程\" <jobs@example.com>",
                "mail.from | R&D Team <jobs@example.com> | \"R&D Team\" <jobs@example.com>",
                "mail.from | 100% Jobs <jobs@example.com> | \"100% Jobs\" <jobs@example.com>",
                "mail.from | 50 %41 <jobs@example.com> | \"50 %41\" <jobs@example.com>",
                "mail.from | Jobs #1 <jobs@example.com> | \"Jobs #1\" <jobs@example.com>",
                "mail.from | Jobs? <jobs@example.com> | \"Jobs?\" <jobs@example.com>",
                "mail.from | A+B <jobs@example.com> | \"A+B\" <jobs@example.com>",
                "mail.from | A/B <jobs@example.com> | \"A/B\" <jobs@example.com>",
                "mail.from | Doe, Jane <jobs@example.com> | \"Doe, Jane\" <jobs@example.com>",
                "mail.from | \"Doe, Jane\" <jobs@example.com> | \"Doe, Jane\" <jobs@example.com>",
                "mail.from | The \"A\" Team <jobs@example.com> | \"The \\\"A\\\" Team\" <jobs@example.com>",
                "mail.from | Team \" <jobs@example.com> | \"Team \\\"\" <jobs@example.com>",
                "mail.from | O'Brien <jobs@example.com> | \"O'Brien\" <jobs@example.com>",
                "mail.from | Jobs (EU) <jobs@example.com> | \"Jobs (EU)\" <jobs@example.com>",
                "mail.from | Jobs; HR: us <jobs@example.com> | \"Jobs; HR: us\" <jobs@example.com>",
                "mail.from | $Jobs ${mail.subject} <jobs@example.com> | \"$Jobs ${mail.subject}\" <jobs@example.com>",
                "mail.from | \"Jobs <jobs@example.com>\" | \"Jobs\" <jobs@example.com>",
                "mail.from | <jobs@example.com> | jobs@example.com",
                "mail.from | Jobs<jobs@example.com> | \"Jobs\" <jobs@example.com>",
                "mail.reply-to | hr@例え.jp | hr@xn--r8jz45g.jp",
                "mail.subject | Prüfung – 编程 | Prüfung – 编程",
                "mail.subject | \"Coding Round\" | Coding Round",
                "mail.subject | Ready?? | Ready??",
                "mail.subject | 50 % of \"it\" | 50 % of \"it\"",
                "mail.subject | \"Go\" or \"Java\" | \"Go\" or \"Java\"",
                "mail.subject | {{candidates.table}} round | candidates round",
                "mail.region | eu-central-1 | eu-central-1",
                "mail-events.hold-at | 2.50 % | 2.50%",
                "mail-events.wait | 1m | 60000",
                "mail-events.on-bounce | DEAD-LETTER | dead-letter",
                "mail.region | us-gov-west-1 | us-gov-west-1",
                "mail.region | ~~ | ~~",
                "mail.concurrency | 1000 | 1000",
                "mail.concurrency | 16.0 | 16",
                "mail.max-rate | Account | account",
                "mail.max-rate | 0.5 | 0.5",
                "mail.max-rate | 1e2 | 100",
                "mail.connect-timeout | 500ms | 500",
                "mail.connect-timeout | 2000 | 2000",
                "mail.read-timeout | 8 s | 8000",
                "mail.call-timeout | 2m | 120000",
                "mail.call-timeout | {{wait}} | 30000",
                "mail.retry-delay | 1s | 1000",
                "mail.retry-delay-limit | 1h | 3600000",
                "mail.probe-interval | 30s | 30000",
                "mail.when-uncertain | Resend | resend",
                "dead-letter.uri | aws2-sqs:dead-letters | aws2-sqs:dead-letters",
                "dead-letter.uri | aws2-s3://bucket?prefix={{candidates.table}} | aws2-s3://bucket?prefix=candidates",
                "assignments[2].url | https://example.com/a?b=c&d=%20 | https://example.com/a?b=c&d=%20",
                "assignments[2].url | https://{{host}}/3.zip | https://files.example.com/3.zip",
                "assignments[0].up-to-years | 5.5 | 5.5",
                "assignments[0].up-to-years | 0.25 | 0.25",
                "assignments[2].url | s3://my.bucket-1/go/a b+é%20.zip | s3://my.bucket-1/go/a b+é%20.zip",
                "link.valid-for | 36h | 129600000",
                "assignments[0].attach | file:assignments/go 1.zip | file:assignments/go 1.zip",
                "assignments[0].attach | file:///data/go.zip | file:///data/go.zip",
                "assignments[0].attach | s3://bucket/go.zip | s3://bucket/go.zip",
                "link.profile | signer | signer",
                "assignments[0].template | go-short_1 | go-short_1",
                "assignments[0].subject | Round for ${body.candidate.name} | Round for ${body.candidate.name}",
                "assignments[0].when | ${body.candidate.attributes[skills]} contains 'go' | ${body.candidate.attributes[skills]} contains 'go'",
                "management.port | 0 | 0",
                "management.port | ~ 8080 ~ | 8080"
            })
    void takesFromTheFile(String key, String value, String canonical) {
        file.put("wait", "30s");
        file.put("host", "files.example.com");
        file.put(key, value);

        assertTaken(key, canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "MAIL_FROM | ~jobs@example.org\n~ | mail.from | jobs@example.org",
                "MAIL_SUBJECT | ~Prüfung\r\n~ | mail.subject | Prüfung",
                "MAIL_SUBJECT | \"Coding Round\" | mail.subject | Coding Round",
                "MAIL_REGION | ~~ | mail.region | ~~",
                "ASSIGNMENTS_2_URL | https://{{bucket}}.example.com/3.zip | assignments[2].url | https://b.example.com/3.zip",
                "ASSIGNMENTS_0_UP_TO_YEARS | 2 | assignments[0].up-to-years | 2",
                "ASSIGNMENTS_0_WHEN | ${body.candidate.name} == 'Ada' | assignments[0].when | ${body.candidate.name} == 'Ada'",
                "MAIL_CALL_TIMEOUT | 12s | mail.call-timeout | 12000",
                "CANDIDATE_ID | number | candidate.id | number"
            })
    void takesFromTheEnvironment(String name, String value, String key, String canonical) {
        file.put("bucket", "a");
        environment.put("BUCKET", "b");
        environment.put(name, value);

        assertTaken(key, canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "true, events, events, 1",
        "true, arn:aws:sqs:eu-west-1:111122223333:events, events, 1",
        "true, candidates, events, 0",
        "false, events, events, 0"
    })
    void refusesOneQueueForCandidatesAndMailEvents(
            String isQueueEnabled, String candidates, String events, int problems) {
        file.put("mail-events.enabled", "true");
        file.put("mail.configuration-set", "assignment-mailer");
        file.put("queue.enabled", isQueueEnabled);
        file.put("queue.name", candidates);
        file.put("mail-events.queue", events);

        assertThat(report().problems())
                .hasSize(problems)
                .allMatch(problem -> problem.startsWith("queue.name and mail-events.queue name the same queue"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL",
                "MAIL_FROM_SERVICE_HOST",
                "STATE_TABLE_SERVICE_PORT",
                "MANAGEMENT_PORT_9876_TCP",
                "MAILFROM_PORT",
                "MANAGEMEN_PORT",
                "CANDIDATES_PORT_80_TCP_ADDR",
                "AWS_REGION",
                "HTTPS_PROXY",
                "LANG",
                "LOG_LEVEL",
                "LOG_FILE",
                "PATH"
            })
    void leavesOtherNamesInTheEnvironmentAlone(String name) {
        environment.put(name, "http://x");

        assertThat(report().problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.host",
                "mail.user",
                "mail.smtp.from",
                "mail.mime.charset",
                "mail.debug",
                "java.home",
                "user.name"
            })
    void leavesOtherOptionsAlone(String name) {
        system.put(name, "x");

        assertThat(report().problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bucket", "team.name", "url", "camel.main.shutdown-timeout", "camel.beans.x"})
    void leavesKeysForPlaceholdersAndCamelAlone(String key) {
        file.put(key, "x");

        assertThat(report().problems()).isEmpty();
        assertThat(report().values()).containsEntry(key, "x");
    }

    @ParameterizedTest
    @CsvSource({"true, true, environment", "false, true, option", "false, false, file"})
    void letsTheEnvironmentGoBeforeOptionsAndTheseBeforeTheFile(boolean variable, boolean option, String subject) {
        file.put("mail.subject", "file");
        if (option) {
            system.put("mail.subject", "option");
        }
        if (variable) {
            environment.put("MAIL_SUBJECT", "environment");
        }

        assertTaken("mail.subject", subject);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail.from", "bucket", "camel.main.name"})
    void refusesAKeyThatIsThereTwice(String key) {
        SettingsFile twice = new SettingsFile("application.properties", file, Set.of(key));

        assertThat(report(new SettingSources(twice, environment, system)).problems())
                .containsExactly("application.properties: " + key + " is set more than once: keep one line");
    }

    /** Log4j has read it before placeholders are replaced. */
    @Test
    void refusesALogFormatFromAPlaceholder() {
        file.put("format", "json");
        file.put("log.format", "{{format}}");

        assertRefused("log.format", "{{format}}", "log.format cannot have a placeholder");
    }

    /** Several mistakes at once: one line each. */
    @Property(seed = "6", tries = 200)
    void saysEachThingThatIsWrongInOneLineThatNamesItsKey(@ForAll("wrongValues") Map<String, String> wrong) {
        SettingsCheckTest engineer = new SettingsCheckTest();
        engineer.file.putAll(wrong);

        List<String> problems = engineer.report().problems();

        assertThat(problems).hasSize(wrong.size());
        wrong.forEach((key, value) -> assertThat(problems)
                .filteredOn(problem -> problem.contains(key + " must "))
                .singleElement()
                .asString()
                .doesNotContain(value));
        assertThat(problems).allSatisfy(problem -> assertThat(problem).hasLineCount(1));
    }

    @Provide
    Arbitrary<Map<String, String>> wrongValues() {
        List<String> keys =
                List.of("mail.from", "mail.reply-to", "mail.concurrency", "mail.call-timeout", "state.table");
        Arbitrary<String> junk =
                Arbitraries.strings().withChars("!§$%<>ßü#").ofMinLength(4).ofMaxLength(40);
        return Combinators.combine(Arbitraries.subsetOf(keys).ofMinSize(1), junk)
                .as((some, text) -> {
                    Map<String, String> wrong = new LinkedHashMap<>();
                    some.forEach(key -> wrong.put(key, text));
                    return wrong;
                });
    }

    /** Returns variants with one letter changed, omitted, doubled, or swapped with the next. */
    @Property(seed = "7", tries = 500)
    void refusesEveryNameOfOursThatIsMistyped(@ForAll("typos") String mistyped) {
        SettingsCheckTest engineer = new SettingsCheckTest();
        engineer.environment.put(mistyped, "x");

        assertThat(engineer.report().problems())
                .singleElement()
                .asString()
                .startsWith(mistyped + " in the environment is no setting: did you mean ");
    }

    @Provide
    Arbitrary<String> typos() {
        List<String> names = KnownSettings.ALL.stream()
                .map(setting -> setting.key())
                .filter(key -> !key.endsWith("*") && !key.contains("[") && !key.endsWith(".port"))
                .map(key -> key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                .toList();
        return Combinators.combine(
                        Arbitraries.of(names),
                        Arbitraries.integers().between(0, 7),
                        Arbitraries.integers().between(0, 3))
                .as(SettingsCheckTest::typo)
                .filter(name -> !names.contains(name));
    }

    private static String typo(String name, int at, int kind) {
        String before = name.substring(0, at);
        String after = name.substring(at + 1);
        return switch (kind) {
            case 0 -> before + "X" + after;
            case 1 -> before + after;
            case 2 -> before + name.charAt(at) + name.charAt(at) + after;
            default -> before + after.charAt(0) + name.charAt(at) + after.substring(1);
        };
    }

    private void assertRefused(String key, String value, String rule) {
        assertThat(report().problems())
                .isNotEmpty()
                .first()
                .asString()
                .hasLineCount(1)
                .contains(key, rule)
                .satisfies(line -> {
                    if (value.length() >= LONG_ENOUGH_TO_BE_PRIVATE && !rule.contains(value)) {
                        assertThat(line.replace(rule, "")).doesNotContain(value);
                    }
                });
    }

    private void assertTaken(String key, String canonical) {
        SettingsReport report = report();

        assertThat(report.problems()).isEmpty();
        assertThat(report.values()).containsEntry(key, canonical);
    }

    private SettingsReport report() {
        return report(
                new SettingSources(new SettingsFile("application.properties", file, Set.of()), environment, system));
    }

    private SettingsReport report(SettingSources sources) {
        PropertiesComponent placeholders = CONTEXT.getPropertiesComponent();
        Properties values = new Properties();
        values.putAll(sources.values());
        placeholders.setOverrideProperties(values);
        return new SettingsCheck(CONTEXT::resolvePropertyPlaceholders, asciiOnly).check(sources);
    }

    private static SettingsFile shipped() {
        try {
            return SettingsFile.read(Path.of("application.properties"));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
