package assignmentmailer.mailevents;

import assignmentmailer.ledger.LedgerRefusedException;
import assignmentmailer.ledger.LedgerUnavailableException;
import assignmentmailer.ledger.MailEvent;
import assignmentmailer.ledger.MailEventKind;
import assignmentmailer.ledger.MailEventNotes;
import assignmentmailer.ledger.MailEventNotes.News;
import assignmentmailer.mail.account.MailDeferredException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes events in the ledger, counts them, and logs those that an operator should know of. */
public final class MailEventLog {
    private static final Logger LOG = LoggerFactory.getLogger(MailEventLog.class);
    private static final Duration UNTIL_NEXT_WRITE = Duration.ofSeconds(5);

    private final MailEventNotes notes;
    private final boolean areBouncesDeadLettered;
    private final MailEventMeters meters;

    /** Failures of the ledger in a row. */
    private final AtomicInteger failures = new AtomicInteger();

    /** @param areBouncesDeadLettered whether a mail that reached nobody becomes a dead letter */
    public MailEventLog(MailEventNotes notes, boolean areBouncesDeadLettered, MailEventMeters meters) {
        this.notes = notes;
        this.areBouncesDeadLettered = areBouncesDeadLettered;
        this.meters = meters;
    }

    /**
     * Returns whether a mail becomes a dead letter: its event says that it reached nobody, and the ledger does not know it
     * yet.
     *
     * @throws MailDeferredException when the ledger cannot be read now
     */
    public boolean isToBeDeadLettered(Exchange exchange) {
        SesEvent event = event(exchange);
        if (!areBouncesDeadLettered || !event.isUndelivered()) {
            return false;
        }
        try {
            News news = reached(() -> notes.read(event.key(), event.noted()));
            return news == News.NEW || news == News.SETTLES;
        } catch (LedgerRefusedException noEntry) {
            // note() says so
            return false;
        }
    }

    /**
     * Notes the event of an exchange.
     *
     * @throws MailDeferredException when the ledger cannot be written now
     */
    public void note(Exchange exchange) {
        SesEvent event = event(exchange);
        try {
            noted(event, reached(() -> notes.note(event.key(), event.noted(), event.messageId())));
        } catch (LedgerRefusedException noEntry) {
            LOG.warn("An event about {} cannot be noted: {}", event.key(), noEntry.getMessage());
            meters.passedOver(PassedOver.ENTRY_UNREADABLE);
        }
    }

    /** Counts and logs a message that is no event and was kept. */
    public void keptUnread(Exchange exchange) {
        Throwable why = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        LOG.warn(
                "A message in the queue of mail events is no event of SES, since {}; it is kept as {}",
                why.getMessage(),
                exchange.getMessage().getHeader(Exchange.FILE_NAME, String.class));
        meters.keptUnread();
    }

    private static SesEvent event(Exchange exchange) {
        return exchange.getVariable(MailEventReader.EVENT, SesEvent.class);
    }

    private void noted(SesEvent event, News news) {
        MailEventKind kind = event.noted().kind();
        switch (news) {
            case UNKNOWN_MAIL -> meters.passedOver(PassedOver.UNKNOWN_MAIL);
            case UNKNOWN_ATTEMPT -> meters.passedOver(PassedOver.UNKNOWN_ATTEMPT);
            case KNOWN -> {
                // the receipt said so before
                if (kind == MailEventKind.SEND) {
                    meters.noted(kind);
                } else {
                    meters.passedOver(PassedOver.REPEATED);
                }
            }
            case SUPERSEDED -> {
                meters.noted(kind);
                LOG.debug(
                        "{}: {} of an earlier attempt at {}",
                        event.key(),
                        kind.word(),
                        event.noted().at());
            }
            case NEW, SETTLES -> {
                meters.noted(kind);
                log(event, news);
            }
        }
    }

    private static void log(SesEvent event, News news) {
        MailEvent noted = event.noted();
        if (news == News.SETTLES) {
            LOG.info(
                    "{} was mailed: SES took the uncertain attempt, by its event {}",
                    event.key(),
                    noted.kind().word());
        }
        switch (noted.kind()) {
            case BOUNCE_PERMANENT, REJECT ->
                LOG.warn(
                        "{} was not reached: {} at {}, {}; the command explain says what to do",
                        event.key(),
                        noted.kind().word(),
                        noted.at(),
                        noted.detail());
            case COMPLAINT -> LOG.warn("{} reported the mail as spam at {}", event.key(), noted.at());
            case SEND, DELIVERY, DELAY, BOUNCE_TRANSIENT ->
                LOG.debug("{}: {} at {}", event.key(), noted.kind().word(), noted.at());
        }
    }

    private News reached(Supplier<News> call) {
        try {
            News news = call.get();
            int times = failures.getAndSet(0);
            if (times > 0) {
                LOG.info("The ledger takes mail events again, after {} failures", times);
            }
            return news;
        } catch (LedgerUnavailableException unavailable) {
            int times = failures.incrementAndGet();
            if (Integer.bitCount(times) == 1) {
                LOG.warn(
                        "{} (failure {}); mail events wait until it can, none is lost",
                        unavailable.getMessage(),
                        times);
            }
            throw new MailDeferredException(
                    "The ledger is unavailable: " + unavailable.getMessage(), UNTIL_NEXT_WRITE, null);
        }
    }
}
