package assignmentmailer.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import assignmentmailer.ChangeRecords;
import assignmentmailer.record.RecordJson;
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

    private DeadLetter letterAfter(Exception failure) throws Exception {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
        new DeadLetterProcessor(() -> Instant.parse("2026-11-25T12:00:00Z")).process(exchange);
        return exchange.getMessage().getBody(DeadLetter.class);
    }
}
