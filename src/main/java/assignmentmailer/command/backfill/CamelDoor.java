package assignmentmailer.command.backfill;

import assignmentmailer.ledger.Ledger;
import assignmentmailer.ledger.OperatorDecision;
import assignmentmailer.mail.Redaction;
import assignmentmailer.mail.account.MailingHold;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.aws2.ses.Ses2Constants;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Hands candidates over to the route backfill, and reads from their exchanges what became of them. */
public final class CamelDoor implements MailDoor {
    /** The input of the route backfill. */
    public static final String ROUTE = "direct:backfill";

    /** The exchange variable with the reason of a dead letter. */
    private static final String REASON = "reason";

    private static final int LONGEST_REASON = 200;

    private final CamelContext context;
    private final MailingHold hold;
    private final Supplier<Optional<Instant>> ledgerFailsSince;
    private final Runnable stop;
    private final ProducerTemplate producer;

    /**
     * @param ledgerFailsSince since when the ledger cannot be written, empty while it can
     * @param stop stops the context
     */
    public CamelDoor(
            CamelContext context, MailingHold hold, Supplier<Optional<Instant>> ledgerFailsSince, Runnable stop) {
        this.context = context;
        this.hold = hold;
        this.ledgerFailsSince = ledgerFailsSince;
        this.stop = stop;
        this.producer = context.createProducerTemplate();
    }

    @Override
    public Ending mail(Record record, OperatorDecision decision) {
        if (isStopping()) {
            return Ending.of(End.STOPPED);
        }
        try {
            return ending(producer.send(ROUTE, exchange -> {
                exchange.getMessage().setBody(record);
                exchange.setProperty(Ledger.DECISION, decision);
            }));
        } catch (IllegalStateException stopped) {
            if (isStopping()) {
                return Ending.of(End.STOPPED);
            }
            throw stopped;
        }
    }

    private boolean isStopping() {
        return context.isStopping() || context.isStopped();
    }

    private Ending ending(Exchange exchange) {
        String reason = exchange.getVariable(REASON, String.class);
        if (exchange.getException() == null) {
            return reason == null ? done(exchange) : failed(reason);
        }
        if (isStopping()) {
            return Ending.of(End.STOPPED);
        }
        Long delay = exchange.getProperty(Exchange.REDELIVERY_DELAY, Long.class);
        return delay == null || reason != null
                ? failed((reason == null ? "" : reason + ": ") + describe(exchange.getException()))
                : new Ending(End.WAITS, "", Duration.ofMillis(delay));
    }

    private static String describe(Exception failure) {
        String line = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return Redaction.of(line.substring(0, Math.min(line.length(), LONGEST_REASON)));
    }

    private static Ending done(Exchange exchange) {
        if (exchange.getProperty(Ledger.LEFT, false, Boolean.class)) {
            return Ending.of(End.LEFT);
        }
        boolean isSent = !exchange.getProperty(ExchangePropertyKey.DUPLICATE_MESSAGE, false, Boolean.class)
                && exchange.getMessage().getHeader(Ses2Constants.MESSAGE_ID) != null;
        return Ending.of(isSent ? End.MAILED : End.PASSED_OVER);
    }

    private static Ending failed(String reason) {
        return new Ending(End.FAILED, reason, Duration.ZERO);
    }

    @Override
    public Optional<String> held() {
        return hold.description()
                .or(() -> ledgerFailsSince.get().map(since -> "the ledger cannot be written since %s, and mails wait"
                        .formatted(since)));
    }

    @Override
    public void close() {
        stop.run();
    }
}
