package assignmentmailer.deadletter;

import java.time.Instant;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Notes on the exchange each time that it fails. */
public final class FailureRecorder implements Processor {
    static final String FAILURES = "failures";

    private final InstantSource clock;

    public FailureRecorder(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Failures before = exchange.getProperty(FAILURES, Failures.class);
        Instant now = clock.instant();
        exchange.setProperty(FAILURES, before == null ? new Failures(1, now, now) : before.again(now));
    }
}
