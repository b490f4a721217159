package assignmentmailer.replay;

import assignmentmailer.mail.account.MailDeferredException;
import assignmentmailer.mail.account.NanoClock;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.file.FileConstants;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a file whose exchange failed out of the polls until its redelivery is due, so that a mail in backoff occupies
 * no thread and delays no other.
 *
 * <p>As the first step of a route, this processor observes the end of the exchange; as the filter of the route's file
 * endpoint, it hides the file meanwhile, and files that are still being written.
 */
public final class ReplaySchedule implements GenericFileFilter<File>, Processor {
    private static final Logger LOG = LoggerFactory.getLogger(ReplaySchedule.class);
    private static final Duration AFTER_OTHER_FAILURES = Duration.ofSeconds(30);

    /** How long past its time a file is remembered that has vanished from the folder. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    private final NanoClock clock;
    private final SettledFiles settled;
    private final Map<String, Long> dueTimes = new ConcurrentHashMap<>();

    public ReplaySchedule(InstantSource wallClock, NanoClock clock) {
        this.clock = clock;
        this.settled = new SettledFiles(wallClock, clock);
    }

    @Override
    public boolean accept(GenericFile<File> file) {
        Long due = dueTimes.get(file.getAbsoluteFilePath());
        return (due == null || clock.nanos() - due >= 0) && settled.contain(file);
    }

    @Override
    public void process(Exchange exchange) {
        String file = exchange.getMessage().getHeader(FileConstants.FILE_ABSOLUTE_PATH, String.class);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange done) {
                dueTimes.remove(file);
            }

            @Override
            public void onFailure(Exchange failed) {
                defer(file, failed);
            }
        });
    }

    /** Hides a file that was processed and cannot be deleted. */
    void postpone(String file) {
        dueTimes.put(file, clock.nanos() + AFTER_OTHER_FAILURES.toNanos());
    }

    private void defer(String file, Exchange failed) {
        long now = clock.nanos();
        dueTimes.values().removeIf(due -> now - due > FORGOTTEN_AFTER.toNanos());
        Duration delay = AFTER_OTHER_FAILURES;
        if (failed.getException() instanceof MailDeferredException deferred) {
            delay = deferred.delay();
        } else if (!failed.getContext().isStopping()) {
            LOG.warn(
                    "A file stays in the replay folder and is read again in {} s: {}",
                    delay.toSeconds(),
                    describe(failed.getException()));
        }
        dueTimes.put(file, now + delay.toNanos());
    }

    /** Returns the root cause's class; a message only of an I/O failure, since others may quote the record. */
    private static String describe(Throwable failure) {
        Throwable root = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .reduce(failure, (outer, cause) -> cause);
        return root.getClass().getSimpleName() + (root instanceof IOException ? ": " + root.getMessage() : "");
    }
}
