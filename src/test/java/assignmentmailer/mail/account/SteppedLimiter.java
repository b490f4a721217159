package assignmentmailer.mail.account;

import java.time.Duration;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/** A limiter of an ample account whose timer is a method, for tests of its callers. */
public final class SteppedLimiter {
    private static final SendQuota AMPLE = new SendQuota(1_000, Double.POSITIVE_INFINITY, 0);
    private static final Duration BETWEEN_PROBES = Duration.ofSeconds(10);

    private final FakeClock clock;
    private final SendLimiter limiter;

    public SteppedLimiter(CamelContext context, FakeClock clock, MailingHold hold, Probe probe, MailHistory history) {
        this.clock = clock;
        limiter = new SendLimiter(
                context,
                new QuotaTracker(() -> AMPLE, 1, () -> 1, clock),
                Double.POSITIVE_INFINITY,
                SendShare.WHOLE,
                BETWEEN_PROBES,
                hold,
                probe,
                history,
                Optional::empty,
                clock,
                clock,
                Runnable::run);
        limiter.tick();
    }

    public SendLimiter limiter() {
        return limiter;
    }

    /** Lets the limiter send a probe, if mailing is held. */
    public void probe() {
        limiter.tick();
        clock.sleep(BETWEEN_PROBES);
        limiter.tick();
    }

    /** Returns whether a mail has a turn that was neither used nor given back. */
    public static boolean hasTurn(Exchange exchange) {
        return exchange.getProperty("mail.turn") != null;
    }
}
