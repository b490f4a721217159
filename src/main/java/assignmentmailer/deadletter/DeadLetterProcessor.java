package assignmentmailer.deadletter;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/**
 * Makes the dead letter of an exchange that carries the record and the exception that ended it. What a route knows of
 * earlier attempts is in the variables {@code attempts} and {@code firstFailure}.
 */
public final class DeadLetterProcessor implements Processor {
    static final String REASON = "reason";
    static final String UNEXPECTED = "unexpected";

    private final InstantSource clock;

    public DeadLetterProcessor(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        Record record = message.getMandatoryBody(Record.class);
        Throwable error = cause(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        Instant now = clock.instant();
        DeadLetter letter = new DeadLetter(
                exchange.getVariable(REASON, UNEXPECTED, String.class),
                error.getClass().getName(),
                error.getMessage(),
                exchange.getVariable("attempts", 1, Integer.class),
                exchange.getVariable("firstFailure", now, Instant.class).toString(),
                now.toString(),
                record.eventID(),
                Optional.ofNullable(record.dynamodb())
                        .map(StreamRecord::sequenceNumber)
                        .orElse(null),
                DynamoDbJson.of(record));
        message.setBody(letter);
        exchange.setVariable(DeadLetterLog.SUMMARY, letter.summary(exchange.getVariable("key", "", String.class)));
    }

    /** The exception by which a mail is given up has no words of its own: its cause says more. */
    private static Throwable cause(Exception caught) {
        boolean saysTheSame = caught.getCause() != null
                && String.valueOf(caught.getMessage()).equals(caught.getCause().getMessage());
        return saysTheSame ? caught.getCause() : caught;
    }
}
