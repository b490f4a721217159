package assignmentmailer.ledger;

import assignmentmailer.state.StateTable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a key through once, whoever asks, whenever they ask, and whatever dies in between; for Camel's idempotent
 * consumer with {@code completionEager}, so that a claim is open no longer than the steps inside it. They should be no
 * more than the call itself.
 *
 * <p>Two writes and no read for a key that is done at the first attempt.
 */
public final class Ledger extends ServiceSupport implements IdempotentRepository {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    /** More than anyone loses in a row by chance. */
    private static final int MAX_RACES = 5;

    private static final String CLAIM = "ledger.claim";

    private final Entries entries;
    private final LedgerSettings settings;
    private final Function<Throwable, Fault> faults;
    private final InstantSource clock;
    private final Outage outage;

    /** Endings that the table would not take yet; no more of them than exchanges at once, for without it none begins. */
    private final Map<String, Change> unwritten = new ConcurrentHashMap<>();

    /**
     * @param table must be there by the time that a key is claimed
     * @param prefix what the ids of the ledger's items begin with
     * @param faults what an exchange's exception means
     */
    public Ledger(
            StateTable table,
            String prefix,
            LedgerSettings settings,
            Function<Throwable, Fault> faults,
            InstantSource clock) {
        this(new StateTableEntries(table, prefix), settings, faults, clock);
    }

    Ledger(Entries entries, LedgerSettings settings, Function<Throwable, Fault> faults, InstantSource clock) {
        this.entries = entries;
        this.settings = settings;
        this.faults = faults;
        this.clock = clock;
        this.outage = new Outage(clock);
    }

    /** Since when the table has taken no writes, empty while it takes them. */
    public Optional<Instant> unavailableSince() {
        return outage.since();
    }

    /**
     * Claims the key.
     *
     * @return false when it was done before
     * @throws ClaimedElsewhereException when another worker is at it
     * @throws UncertainException when nobody knows whether it was done, and the settings say to leave it alone then
     * @throws LedgerUnavailableException when the table cannot be reached in time; nothing was begun
     */
    @Override
    public boolean add(Exchange exchange, String key) {
        Optional<Entry> found = catchUp(key).or(() -> lastWritten(exchange, key));
        for (int race = 0; race < MAX_RACES; race++) {
            if (found.isPresent() && !mayClaim(found.get(), exchange, key)) {
                return false;
            }
            Entry claim = Entry.claim(found, exchange.getExchangeId(), clock.instant(), settings.lease());
            found = replace(key, found, claim);
            if (found.isEmpty()) {
                exchange.setProperty(CLAIM, new Written(key, claim));
                checkLease(claim, key);
                return true;
            }
        }
        throw new ClaimedElsewhereException(key, found.map(Entry::owner).orElseThrow());
    }

    /** Notes that it was done; where the table does not take that yet, the exchange fails and must come back. */
    @Override
    public boolean confirm(Exchange exchange, String key) {
        return end(exchange, key, Status.SENT, settings.notes(exchange));
    }

    /** Notes how it failed; an exchange that failed only after it had its receipt counts as done. */
    @Override
    public boolean remove(Exchange exchange, String key) {
        Map<String, String> notes = settings.notes(exchange);
        if (notes.containsKey(settings.receipt())) {
            return end(exchange, key, Status.SENT, notes);
        }
        Fault fault = faults.apply(failureOf(exchange).orElseThrow());
        notes = new HashMap<>(notes);
        notes.put("fault", fault.owner());
        return end(exchange, key, fault.uncertain() ? Status.UNCERTAIN : Status.FAILED, notes);
    }

    /** The fence: nothing may be begun that could still be under way when its lease is over. */
    private void checkLease(Entry claim, String key) {
        if (clock.instant().plus(settings.longestCall()).isAfter(claim.leaseUntil())) {
            throw new LedgerUnavailableException("The claim on " + key + " took too long to write");
        }
    }

    private boolean mayClaim(Entry found, Exchange exchange, String key) {
        if (found.status() == Status.SENT) {
            return false;
        }
        String worker = exchange.getExchangeId();
        if (found.keepsAway(worker, clock.instant(), settings.clockSkew())) {
            throw new ClaimedElsewhereException(key, found.owner());
        }
        if (found.isUncertain(worker)) {
            if (settings.whenUncertain() == WhenUncertain.HOLD) {
                throw new UncertainException(key, found);
            }
            LOG.info(
                    "Nobody knows whether {} was done by {}, last heard of at {}: doing it again",
                    key,
                    found.owner(),
                    found.at());
        }
        return true;
    }

    /** Writes an ending that the table would not take before. */
    private Optional<Entry> catchUp(String key) {
        Change late = unwritten.get(key);
        if (late == null) {
            return Optional.empty();
        }
        Optional<Entry> inTheWay = write(key, late);
        unwritten.remove(key, late);
        return inTheWay.or(() -> Optional.of(late.end()));
    }

    private boolean end(Exchange exchange, String key, Status status, Map<String, String> notes) {
        Entry claim = lastWritten(exchange, key).orElseThrow();
        Change change = new Change(claim, claim.end(status, clock.instant(), notes));
        exchange.setProperty(CLAIM, new Written(key, change.end()));
        try {
            return write(key, change).isEmpty();
        } catch (LedgerUnavailableException unavailable) {
            unwritten.put(key, change);
            failureOf(exchange).ifPresent(unavailable::addSuppressed);
            exchange.setException(unavailable);
            return false;
        }
    }

    private Optional<Entry> write(String key, Change change) {
        Optional<Entry> inTheWay = replace(key, Optional.of(change.claim()), change.end());
        inTheWay.ifPresent(other -> LOG.warn(
                "{} was taken over by {} before {} could note that it is {}",
                key,
                other.owner(),
                change.end().owner(),
                change.end().status()));
        return inTheWay;
    }

    private Optional<Entry> replace(String key, Optional<Entry> expected, Entry next) {
        try {
            Optional<Entry> inTheWay = entries.replace(key, expected, next);
            outage.over();
            return inTheWay;
        } catch (LedgerUnavailableException unavailable) {
            outage.failed(unavailable);
            throw unavailable;
        }
    }

    private static Optional<Entry> lastWritten(Exchange exchange, String key) {
        return Optional.ofNullable(exchange.getProperty(CLAIM, Written.class))
                .filter(written -> written.key().equals(key))
                .map(Written::entry);
    }

    private static Optional<Exception> failureOf(Exchange exchange) {
        return Optional.ofNullable(exchange.getException())
                .or(() -> Optional.ofNullable(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
    }

    /** Only the methods with an exchange can tell one worker from another. */
    @Override
    public boolean add(String key) {
        throw new UnsupportedOperationException("The ledger needs the exchange");
    }

    @Override
    public boolean confirm(String key) {
        throw new UnsupportedOperationException("The ledger needs the exchange");
    }

    @Override
    public boolean remove(String key) {
        throw new UnsupportedOperationException("The ledger needs the exchange");
    }

    /** Would be needed by an idempotent consumer that is not eager, which could not claim. */
    @Override
    public boolean contains(String key) {
        throw new UnsupportedOperationException("The ledger works with an eager idempotent consumer only");
    }

    /** The ledger is the record of what was done: nothing that a route or a console calls may empty it. */
    @Override
    public void clear() {
        throw new UnsupportedOperationException("The ledger is not to be emptied");
    }

    private record Written(String key, Entry entry) {}

    private record Change(Entry claim, Entry end) {}
}
