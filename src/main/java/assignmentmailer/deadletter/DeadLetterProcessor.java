package assignmentmailer.deadletter;

import assignmentmailer.record.RecordJson;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/**
 * Builds the dead letter of an exchange from its record and exception. The variables {@code attempts} and {@code
 * firstFailure} describe earlier attempts.
 */
public final class DeadLetterProcessor implements Processor {
    static final String REASON = "reason";

    /** The parameters of a presigned link: a template's failure quotes the value that it cannot use. */
    private static final Pattern LINK = Pattern.compile("X-Amz-[A-Za-z-]+(=|%3D)[^\\s\"'<>]*");

    private final InstantSource clock;

    public DeadLetterProcessor(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        Record record = message.getMandatoryBody(Record.class);
        Exception caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Throwable error = cause(caught);
        String reason = DeadLetterReason.of(caught);
        Instant now = clock.instant();
        DeadLetter letter = new DeadLetter(
                reason,
                error.getClass().getName(),
                message(error),
                exchange.getVariable("attempts", 1, Integer.class),
                exchange.getVariable("firstFailure", now, Instant.class).toString(),
                now.toString(),
                record.eventID(),
                Optional.ofNullable(record.dynamodb())
                        .map(StreamRecord::sequenceNumber)
                        .orElse(null),
                RecordJson.toMap(record));
        message.setBody(letter);
        exchange.setVariable(REASON, reason);
        exchange.setVariable(DeadLetterLog.SUMMARY, letter.summary(exchange.getVariable("key", "", String.class)));
    }

    private static @Nullable String message(Throwable error) {
        return error.getMessage() == null
                ? null
                : LINK.matcher(error.getMessage()).replaceAll("X-Amz-***");
    }

    /** Unwraps an exception that only repeats its cause's message, as {@code MailFailedException} does. */
    private static Throwable cause(Exception caught) {
        boolean saysTheSame = caught.getCause() != null
                && String.valueOf(caught.getMessage()).equals(caught.getCause().getMessage());
        return saysTheSame ? caught.getCause() : caught;
    }
}
