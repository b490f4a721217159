package assignmentmailer.mailevents;

import assignmentmailer.mailevents.SesEventReader.Read;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;

/** Replaces the text of a message by the event in it, or by null where it is passed over. */
public final class MailEventReader implements Processor {
    /** The exchange variable with the event. */
    static final String EVENT = "event";

    /** The exchange variable with the ledger key, for log lines. */
    static final String KEY = "key";

    private final SesEventReader reader;
    private final MailEventMeters meters;

    /** @param table the candidates' table */
    public MailEventReader(String table, MailEventMeters meters) {
        this.reader = new SesEventReader(table);
        this.meters = meters;
    }

    /** @throws UnreadableEventException when the text is no event of SES */
    @Override
    public void process(Exchange exchange) throws UnreadableEventException, InvalidPayloadException {
        Read read = reader.read(exchange.getMessage().getMandatoryBody(String.class));
        read.passedOver().ifPresent(meters::passedOver);
        read.event().ifPresent(event -> {
            exchange.setVariable(EVENT, event);
            exchange.setVariable(KEY, event.key());
        });
        exchange.getMessage().setBody(read.event().orElse(null));
    }
}
