package assignmentmailer.deadletter;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** Makes the dead letter of an exchange that carries the record and the exception that ended it. */
public final class DeadLetterProcessor implements Processor {

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        Record record = message.getMandatoryBody(Record.class);
        Exception error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Failures failures = exchange.getProperty(FailureRecorder.FAILURES, Failures.class);
        message.setBody(new DeadLetter(
                exchange.getVariable("reason", "unexpected", String.class),
                error.getClass().getName(),
                error.getMessage(),
                failures.attempts(),
                failures.first().toString(),
                failures.last().toString(),
                record.eventID(),
                Optional.ofNullable(record.dynamodb())
                        .map(StreamRecord::sequenceNumber)
                        .orElse(null),
                DynamoDbJson.of(record)));
    }
}
