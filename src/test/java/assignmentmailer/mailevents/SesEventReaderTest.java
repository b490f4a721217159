package assignmentmailer.mailevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import assignmentmailer.ledger.AddressFingerprint;
import assignmentmailer.ledger.MailEvent;
import assignmentmailer.ledger.MailEventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The payloads are those of AWS's documentation, with the tags of this service's mails. */
class SesEventReaderTest {
    private final SesEventReader reader = new SesEventReader("candidates");

    private static String payload(String file) throws IOException {
        return Files.readString(Path.of("src/test/resources/payloads", file));
    }

    private static String ours(String file) throws IOException {
        return payload(file).replace("Yy0x", CandidateTag.of("candidates/c-1"));
    }

    private SesEvent read(String text) throws UnreadableEventException {
        return reader.read(text).event().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "send, SEND, 2026-11-25T08:00:05Z, 010001935a1b2c3d-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9-000000",
        "delivery, DELIVERY, 2026-11-25T08:00:06.100Z, ''",
        "delivery-delay, DELAY, 2026-11-25T08:10:00Z, TransientCommunicationFailure",
        "bounce-permanent, BOUNCE_PERMANENT, 2026-11-25T08:00:07Z, General 5.1.1 smtp; 550 5.1.1 user unknown",
        "bounce-transient, BOUNCE_TRANSIENT, 2026-11-25T20:00:07Z, MailboxFull 4.2.2 smtp; 452 4.2.2 mailbox full",
        "complaint, COMPLAINT, 2026-11-25T09:00:00Z, abuse",
        "reject, REJECT, 2026-11-25T08:00:05Z, Bad content"
    })
    void readsEachTypeBareAndInTheEnvelopeOfEventBridge(String type, MailEventKind kind, String at, String detail)
            throws Exception {
        SesEvent bare = read(ours("ses-event-" + type + ".json"));
        SesEvent wrapped = read(ours("eventbridge-ses-" + type + ".json"));

        assertThat(bare).isEqualTo(wrapped);
        assertThat(bare.key()).isEqualTo("candidates/c-1");
        assertThat(bare.messageId()).startsWith("010001935a1b2c3d");
        assertThat(bare.noted().kind()).isEqualTo(kind);
        assertThat(bare.noted().claim()).isEqualTo("1");
        assertThat(bare.noted().at()).isEqualTo(at);
        assertThat(bare.noted().detail()).isEqualTo(detail);
    }

    @Test
    void readsTheEnvelopeOfSns() throws Exception {
        assertThat(read(ours("sns-envelope-ses-bounce.json"))).isEqualTo(read(ours("ses-event-bounce-permanent.json")));
    }

    @Test
    void takesAnAddressOnTheSuppressionListForOneThatIsNotReached() throws Exception {
        assertThat(read(ours("ses-event-bounce-suppressed.json")).isUndelivered())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "sns-raw-validation-notice.txt, VALIDATION_NOTICE",
        "sns-envelope-validation-notice.json, VALIDATION_NOTICE",
        "ses-feedback-notification-bounce.json, FEEDBACK",
        "ses-event-rendering-failure.json, OTHER_TYPE",
        "eventbridge-ses-rendering-failure.json, OTHER_TYPE",
        "ses-event-bounce-permanent.json, OTHER_SENDER"
    })
    void passesOverWhatIsAboutNoMailOfThisService(String file, PassedOver why) throws Exception {
        assertThat(reader.read(payload(file)).passedOver()).contains(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "{}",
                "[]",
                "null",
                "{\"eventType\":\"Bounce\"}",
                "{\"Type\":\"SubscriptionConfirmation\",\"Message\":\"x\"}",
                "{\"detail-type\":\"Email Bounced\",\"detail\":{}}"
            })
    void isNotSilentAboutATextThatIsNoEvent(String text) {
        assertThatExceptionOfType(UnreadableEventException.class).isThrownBy(() -> reader.read(text));
    }

    @Test
    void isNotSilentAboutAnEventWithoutATime() throws Exception {
        String event = ours("ses-event-delivery.json").replace("2026-11-25T08", "soon");

        assertThatExceptionOfType(UnreadableEventException.class).isThrownBy(() -> reader.read(event));
    }

    @Test
    void keepsNoAddressInAnyForm() throws Exception {
        String event = ours("ses-event-bounce-permanent.json")
                .replace("jane@example.com", "jane.doe@example.com")
                .replace("user unknown", "<jane.doe@example.com>: no mailbox JANE.DOE here");

        MailEvent noted = read(event).noted();

        assertThat(noted.toString().toLowerCase()).doesNotContain("jane", "doe");
        assertThat(noted.detail()).contains("550 5.1.1", "no mailbox *** here");
    }

    @Test
    void keepsOneShortLineOfALongAnswer() throws Exception {
        String event = ours("ses-event-bounce-permanent.json").replace("user unknown", "see\\n" + "x".repeat(10_000));

        assertThat(read(event).noted().detail()).hasSizeLessThanOrEqualTo(100).doesNotContain("\n");
    }

    /** A server that forwards a mail names the address that it forwarded to (SES developer guide, "Bounced recipients"). */
    @Test
    void knowsTheBouncedAddressAsTheOneThatTheMailWentTo() throws Exception {
        String forwarded = ours("ses-event-bounce-permanent.json")
                .replace("\"emailAddress\": \"jane@example.com\"", "\"emailAddress\": \"jdoe77@forwarded.example\"")
                .replace("user unknown", "no mailbox jdoe77, forwarded for jane");

        MailEvent noted = read(forwarded).noted();

        assertThat(noted.fingerprint()).isEqualTo(AddressFingerprint.of("jane@example.com", "1"));
        assertThat(noted.detail()).doesNotContain("jane", "jdoe77");
    }

    @Test
    void isNotSilentAboutASecondEventInATextAndKeepsBoth() throws Exception {
        String both = ours("ses-event-send.json") + ours("ses-event-bounce-permanent.json");

        assertThatExceptionOfType(UnreadableEventException.class).isThrownBy(() -> reader.read(both));
    }
}
