package assignmentmailer.deadletter;

import assignmentmailer.record.RecordJson;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/**
 * Builds the dead letter of an exchange from its exception and its record, or its text if that is no record. The variables {@code attempts} and {@code
 * firstFailure} describe earlier attempts.
 */
public final class DeadLetterProcessor implements Processor {
    /** The exchange variable with the record as it is now, where a route has read it anew from the table. */
    public static final String RECORD = "record";

    static final String REASON = "reason";

    /** The exchange variable with the document. */
    static final String LETTER = "deadLetter";

    /** The parameters of a presigned link: a template's failure quotes the value that it cannot use. */
    private static final Pattern LINK = Pattern.compile("X-Amz-[A-Za-z-]+(=|%3D)[^\\s\"'<>]*");

    /** The most characters kept of an unreadable text: more than any queue's or the replay folder's. */
    private static final int MOST_CHARACTERS = 8 << 20;

    private final InstantSource clock;

    public DeadLetterProcessor(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Exception caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        DeadLetter letter =
                DeadLetterReason.unreadable(caught).isPresent() ? ofText(exchange, caught) : ofRecord(exchange, caught);
        exchange.getMessage().setBody(letter);
        exchange.setVariable(LETTER, letter);
        exchange.setVariable(REASON, letter.reason());
        exchange.setVariable(DeadLetterLog.SUMMARY, letter.summary(exchange.getVariable("key", "", String.class)));
    }

    private DeadLetter ofRecord(Exchange exchange, Exception caught) throws InvalidPayloadException {
        Record changed = exchange.getVariable(RECORD, Record.class);
        Record record = changed == null ? exchange.getMessage().getMandatoryBody(Record.class) : changed;
        String sequenceNumber = Optional.ofNullable(record.dynamodb())
                .map(StreamRecord::sequenceNumber)
                .orElse(null);
        return letter(exchange, caught, record.eventID(), sequenceNumber, RecordJson.toMap(record), null);
    }

    private DeadLetter ofText(Exchange exchange, Exception caught) throws InvalidPayloadException {
        String text = exchange.getMessage().getMandatoryBody(String.class);
        return letter(exchange, caught, null, null, null, text.substring(0, Math.min(text.length(), MOST_CHARACTERS)));
    }

    private DeadLetter letter(
            Exchange exchange,
            Exception caught,
            @Nullable String eventId,
            @Nullable String sequenceNumber,
            @Nullable Map<String, Object> record,
            @Nullable String text) {
        Throwable error = cause(caught);
        Instant now = clock.instant();
        return new DeadLetter(
                DeadLetterReason.of(caught),
                error.getClass().getName(),
                message(error),
                exchange.getVariable("attempts", 1, Integer.class),
                exchange.getVariable("firstFailure", now, Instant.class).toString(),
                now.toString(),
                eventId,
                sequenceNumber,
                record,
                text,
                null);
    }

    private static @Nullable String message(Throwable error) {
        return error.getMessage() == null
                ? null
                : LINK.matcher(error.getMessage()).replaceAll("X-Amz-***");
    }

    /**
     * Unwraps an exception that only repeats its cause's message, as {@code MailFailedException} does, and what Camel
     * wraps around an unreadable text, since that quotes the text.
     */
    private static Throwable cause(Exception caught) {
        boolean saysTheSame = caught.getCause() != null
                && String.valueOf(caught.getMessage()).equals(caught.getCause().getMessage());
        Throwable error = saysTheSame ? caught.getCause() : caught;
        return DeadLetterReason.unreadable(caught).map(Throwable.class::cast).orElse(error);
    }
}
