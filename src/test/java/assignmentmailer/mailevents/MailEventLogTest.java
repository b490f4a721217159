package assignmentmailer.mailevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import assignmentmailer.LogLines;
import assignmentmailer.ledger.MailEventKind;
import assignmentmailer.ledger.MailEventNotes;
import assignmentmailer.mail.account.MailDeferredException;
import assignmentmailer.state.StateTable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

class MailEventLogTest {
    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MailEventMeters meters = new MailEventMeters(() -> Optional.of(registry), () -> Duration.ZERO);
    private final Map<String, AttributeValue> item = new HashMap<>();
    private boolean isUnavailable;

    @BeforeEach
    void start() {
        meters.start();
    }

    private MailEventLog log(boolean areBouncesDeadLettered) {
        return new MailEventLog(
                new MailEventNotes(new StateTable(new OneItem(), "state"), "service/mail/"),
                areBouncesDeadLettered,
                meters);
    }

    private static Exchange exchange(MailEventKind kind) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable(
                MailEventReader.EVENT,
                SesEvent.of(kind, "candidates/c-1", "abcdefgh", "m-1", NOW, "jane@example.com", ""));
        return exchange;
    }

    private double count(String meter, String tag, String value) {
        return registry.get(meter).tag(tag, value).counter().count();
    }

    /** The event's message waits, hidden from other copies, and loses no receive. */
    @Test
    void aLedgerThatIsUnavailableDefersTheEventAndIsSaidOnce() {
        isUnavailable = true;
        MailEventLog events = log(true);

        try (LogLines lines = new LogLines(MailEventLog.class)) {
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(MailDeferredException.class)
                        .isThrownBy(() -> events.note(exchange(MailEventKind.DELIVERY)));
            }
            assertThatExceptionOfType(MailDeferredException.class)
                    .isThrownBy(() -> events.isToBeDeadLettered(exchange(MailEventKind.BOUNCE_PERMANENT)));

            assertThat(lines.warnings()).hasSize(3).first().asString().contains("none is lost");
        }
    }

    @Test
    void countsAnEventOfNoMailByItsReason() {
        log(false).note(exchange(MailEventKind.DELIVERY));

        assertThat(count("mail.events.passed.over", "reason", "unknown-mail")).isEqualTo(1);
        assertThat(count("mail.events", "event", "delivery")).isZero();
    }

    @Test
    void anItemThatIsNoEntryEndsNoEventInALoop() {
        item.put("status", AttributeValue.fromS("HANDLED"));
        MailEventLog events = log(true);

        try (LogLines lines = new LogLines(MailEventLog.class)) {
            events.note(exchange(MailEventKind.BOUNCE_PERMANENT));

            assertThat(lines.warnings()).singleElement().asString().contains("candidates/c-1 cannot be noted");
        }
        assertThat(events.isToBeDeadLettered(exchange(MailEventKind.BOUNCE_PERMANENT)))
                .isFalse();
        assertThat(count("mail.events.passed.over", "reason", "entry-unreadable"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"DELIVERY, true", "COMPLAINT, true", "BOUNCE_TRANSIENT, true", "BOUNCE_PERMANENT, false"})
    void onlyAMailThatReachedNobodyBecomesADeadLetterAndOnlyOnRequest(MailEventKind kind, boolean isRequested) {
        isUnavailable = true;

        assertThat(log(isRequested).isToBeDeadLettered(exchange(kind))).isFalse();
    }

    /** A table with one item at most. */
    private final class OneItem implements DynamoDbClient {
        @Override
        public GetItemResponse getItem(GetItemRequest request) {
            if (isUnavailable) {
                throw SdkClientException.create("Connection refused");
            }
            return GetItemResponse.builder().item(item).build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
