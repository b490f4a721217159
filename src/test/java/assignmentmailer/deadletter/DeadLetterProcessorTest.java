package assignmentmailer.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import assignmentmailer.ChangeRecords;
import assignmentmailer.record.RecordJson;
import java.io.IOException;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.Record;

class DeadLetterProcessorTest {
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void keepsARecordThatArrivedAsJson() throws Exception {
        Record record = ChangeRecords.insert(ChangeRecords.image());
        exchange.getMessage().setBody(RecordJson.write(record));

        DeadLetter letter = letterAfter(new IllegalStateException("a bug"));

        assertThat(letter.reason()).isEqualTo("unexpected");
        assertThat(letter.record()).isEqualTo(RecordJson.toMap(record));
        assertThat(letter.text()).isNull();
    }

    @Test
    void keepsATextThatIsNoRecordAndQuotesItNowhereElse() throws Exception {
        exchange.getMessage().setBody("{\"to\": \"jane@example.com\"}");
        InvalidPayloadException unreadable = catchThrowableOfType(
                InvalidPayloadException.class, () -> exchange.getMessage().getMandatoryBody(Record.class));

        DeadLetter letter = letterAfter(unreadable);

        assertThat(letter.reason()).isEqualTo("unreadable");
        assertThat(letter.errorClass()).endsWith(".UnreadableRecordException");
        assertThat(letter.errorMessage()).isNotBlank().doesNotContain("jane");
        assertThat(letter.text()).isEqualTo("{\"to\": \"jane@example.com\"}");
        assertThat(letter.record()).isNull();
        assertThat(letter.summary("")).doesNotContain("jane");
    }

    @Test
    void keepsTheRecordAsItIsNowWhereARouteHasReadItAnew() throws Exception {
        Record now = ChangeRecords.insert("c-1", "mended@example.com");
        exchange.getMessage().setBody(ChangeRecords.insert("c-1", "old@example.com"));
        exchange.setVariable(DeadLetterProcessor.RECORD, now);

        DeadLetter letter = letterAfter(new IllegalStateException("a bug"));

        assertThat(letter.record()).isEqualTo(RecordJson.toMap(now));
    }

    @Test
    void notesLetterReasonAndSummaryForTheFollowingSteps() throws Exception {
        exchange.getMessage().setBody(ChangeRecords.insert("c-1", "jane@example.com"));
        exchange.setVariable("key", "candidates/c-1");

        DeadLetter letter = letterAfter(new IllegalStateException("a bug"));

        assertThat(exchange.getVariable(DeadLetterProcessor.LETTER)).isSameAs(letter);
        assertThat(exchange.getVariable(DeadLetterProcessor.REASON)).isEqualTo("unexpected");
        assertThat(exchange.getVariable(DeadLetterLog.SUMMARY, String.class))
                .contains("candidates/c-1", "unexpected", "java.lang.IllegalStateException");
    }

    /** An exception that adds no word of its own is named by its cause. */
    @Test
    void namesTheCauseOfAnExceptionThatOnlyRepeatsItsMessage() throws Exception {
        Exception cause = new IOException("a bug");

        exchange.getMessage().setBody(ChangeRecords.insert("c-1", "jane@example.com"));
        assertThat(letterAfter(new IllegalStateException("a bug", cause)).errorClass())
                .isEqualTo("java.io.IOException");

        exchange.getMessage().setBody(ChangeRecords.insert("c-1", "jane@example.com"));
        assertThat(letterAfter(new IllegalStateException("more words", cause)).errorClass())
                .isEqualTo("java.lang.IllegalStateException");
    }

    private DeadLetter letterAfter(Exception failure) throws Exception {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
        new DeadLetterProcessor(() -> Instant.parse("2026-11-25T12:00:00Z")).process(exchange);
        return exchange.getMessage().getBody(DeadLetter.class);
    }
}
