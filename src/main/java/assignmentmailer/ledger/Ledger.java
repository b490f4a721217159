package assignmentmailer.ledger;

import assignmentmailer.ledger.KeysInFlight.Sending;
import assignmentmailer.ledger.UnwrittenEndings.Ending;
import assignmentmailer.state.StateTable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ensures that each mail is sent once, across processes, restarts and crashes. Use with Camel's idempotent consumer and
 * {@code completionEager}, so that a claim stays open only for the steps inside the consumer, which should be the call
 * to SES alone.
 *
 * <p>A mail sent at the first attempt costs two writes and no read. The entry counts the attempts that may have sent
 * the mail, so that redeliveries and restarts do not reset the count.
 */
public final class Ledger extends ExchangeRepository {
    /**
     * The exchange property with the time, in epoch milliseconds, until which an operator has taken uncertain outcomes
     * into account: a mail uncertain since before may be sent again, whatever {@code mail.when-uncertain} says.
     */
    public static final String DECIDED = "decided";

    /** The exchange property with an {@link OperatorDecision}; without one, the entry alone decides. */
    public static final String DECISION = "ledger.decision";

    /** The exchange property that is true after a mail was left to another process, as a decision asks. */
    public static final String LEFT = "ledger.left";

    /**
     * The exchange property with the time at which the table got the candidate, as the record says: an {@link Instant} in
     * whole seconds, rounded down (DynamoDB Streams API reference, "StreamRecord").
     */
    public static final String CREATED = "created";

    /** A file's time is that of the system's last clock tick, up to 10 ms ago: a letter may seem older than its attempt. */
    private static final Duration TICK = Duration.ofMillis(10);

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    /** The most conflicting writes in a row; more than chance produces. */
    private static final int MAX_RACES = 5;

    private static final Duration BETWEEN_LAST_WRITES = Duration.ofMillis(200);

    private static final FailureNote SENT = new FailureNote("sent", AttemptFault.NONE);
    private static final FailureNote NO_RECEIPT = new FailureNote("NoReceipt", AttemptFault.UNCERTAIN);

    private static final String CLAIM = "ledger.claim";
    private static final String SENDING = "ledger.sending";

    private final EntryStore entries;
    private final LedgerSettings settings;
    private final Function<Throwable, FailureNote> notes;
    private final InstantSource clock;
    private final LongSupplier nanoClock;
    private final LedgerOutage outage;
    private final ClaimWatch watch;
    private final ClaimWatch awaited;
    private final KeysInFlight inFlight;
    private final UnwrittenEndings unwritten = new UnwrittenEndings();
    private final FailedEntries failed = new FailedEntries();

    /** Identifies this process's entries, as opposed to those of other processes and of earlier runs. */
    private final String process = UUID.randomUUID().toString();

    /**
     * @param table must exist before the first claim
     * @param prefix the prefix of the ids of the ledger's items
     * @param notes converts an exchange's exception
     */
    public Ledger(
            StateTable table,
            String prefix,
            LedgerSettings settings,
            Function<Throwable, FailureNote> notes,
            InstantSource clock) {
        this(new StateTableStore(table, prefix), settings, notes, clock, System::nanoTime);
    }

    Ledger(
            EntryStore entries,
            LedgerSettings settings,
            Function<Throwable, FailureNote> notes,
            InstantSource clock,
            LongSupplier nanoClock) {
        this.entries = entries;
        this.settings = settings;
        this.notes = notes;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.outage = new LedgerOutage(clock);
        this.watch = new ClaimWatch(nanoClock);
        this.awaited = new ClaimWatch(nanoClock);
        this.inFlight = new KeysInFlight(settings.lease(), nanoClock);
    }

    /** Returns since when writes to the state table fail, empty while they succeed. */
    public Optional<Instant> unavailableSince() {
        return outage.since();
    }

    /**
     * Claims the mail of a key.
     *
     * @return false when the mail has been sent already, the candidate was handled elsewhere, or the mail is left to
     *     another process
     * @throws ClaimedElsewhereException when another worker holds the claim
     * @throws AwaitingEventException when the mail may have been sent, and SES's event about it may still come
     * @throws UndeliveredException when an operator replays a mail that reached nobody to the same address
     * @throws UncertainException when the mail may have been sent, and no resend is allowed
     * @throws LedgerUnavailableException when the table cannot be reached in time; the mail is not attempted
     * @throws LedgerRefusedException when the table rejects this entry; the mail is not attempted
     */
    @Override
    public boolean add(Exchange exchange, String key) {
        Sending mine = inFlight.begin(key);
        boolean claimed = false;
        try {
            claimed = claim(exchange, key, mine);
            return claimed;
        } finally {
            if (!claimed) {
                inFlight.end(key, mine);
            }
        }
    }

    /** Records the mail as sent. Without a receipt the outcome is uncertain, and the exchange fails. */
    @Override
    public boolean confirm(Exchange exchange, String key) {
        MailFacts facts = MailFacts.of(exchange, settings.receiptHeader());
        if (facts.messageId().isPresent()) {
            return end(exchange, key, LedgerStatus.SENT, SENT, facts);
        }
        exchange.setException(new NoReceiptException());
        return end(exchange, key, LedgerStatus.UNCERTAIN, NO_RECEIPT, facts);
    }

    /** Records a failed attempt. An exchange that failed after it had its receipt counts as sent. */
    @Override
    public boolean remove(Exchange exchange, String key) {
        MailFacts facts = MailFacts.of(exchange, settings.receiptHeader());
        if (facts.messageId().isPresent()) {
            return end(exchange, key, LedgerStatus.SENT, SENT, facts);
        }
        FailureNote note = notes.apply(failureOf(exchange).orElseThrow());
        return end(exchange, key, note.uncertain() ? LedgerStatus.UNCERTAIN : LedgerStatus.FAILED, note, facts);
    }

    /**
     * Counts a failure against the mail of a key, claimed or not.
     *
     * @param outcome one word for the list of attempts
     * @throws LedgerUnavailableException when the failure cannot be written
     */
    public FailureHistory count(Exchange exchange, String key, String outcome) {
        Optional<LedgerEntry> found = lastWritten(exchange, key);
        boolean isNoted = found.isPresent();
        while (true) {
            Optional<LedgerEntry> before = found.map(entry -> isAgain(exchange, entry) ? entry.again() : entry);
            LedgerEntry counted = LedgerEntry.failed(
                            before, ownerOf(inFlight.nextTicket()), clock.instant(), settings.lease())
                    .count(outcome, clock.instant(), isNoted);
            Optional<LedgerEntry> conflict = replace(key, found, counted);
            if (conflict.isEmpty()) {
                exchange.setProperty(CLAIM, new Written(key, counted));
                failed.keep(key, counted);
                return FailureHistory.of(counted);
            }
            boolean isOver = conflict.get().status() == LedgerStatus.CLAIMED
                    || conflict.get().status() == LedgerStatus.SENT;
            if (isOver && !isAgain(exchange, conflict.get())) {
                return FailureHistory.of(conflict.get());
            }
            found = conflict;
        }
    }

    /**
     * Returns the id of the claim by which an exchange sends a mail, random for each claim.
     *
     * @throws java.util.NoSuchElementException when the exchange has claimed no mail
     */
    public static String claimId(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(CLAIM, Written.class))
                .orElseThrow()
                .entry()
                .claims()
                .latest();
    }

    /**
     * Returns whether the exchange has claimed the key, so that its failure is a failed attempt rather than a failed
     * preparation.
     */
    public boolean isAttempted(Exchange exchange, String key) {
        return lastWritten(exchange, key).isPresent();
    }

    /**
     * Returns whether the mail of a key was sent, and did not bounce: one that did is claimed before it is passed over.
     *
     * @throws LedgerUnavailableException when the table cannot be read
     */
    public boolean isSent(String key) {
        return unwritten
                .of(key)
                .map(Ending::end)
                .or(() -> entries.find(key))
                .filter(Ledger::isSent)
                .isPresent();
    }

    private static boolean isSent(LedgerEntry entry) {
        boolean isTaken = entry.status() == LedgerStatus.SENT || entry.settled().isPresent();
        return isTaken && entry.undelivered().isEmpty();
    }

    /**
     * Returns whether the mail of a key needs no sending: it was sent, or the candidate was handled elsewhere.
     *
     * @throws LedgerUnavailableException when the table cannot be read
     */
    public boolean isHandled(Exchange exchange, String key) {
        return unwritten
                .of(key)
                .map(Ending::end)
                .or(() -> entries.find(key))
                .filter(entry -> !isAgain(exchange, entry))
                .filter(entry -> isSent(entry) || isAdoptedBefore(exchange, entry))
                .isPresent();
    }

    /**
     * Returns the failures of the mail of a key, empty when the ledger has no entry.
     *
     * @throws LedgerUnavailableException when it cannot be read
     */
    public Optional<FailureHistory> failures(Exchange exchange, String key) {
        return lastWritten(exchange, key).or(() -> entries.find(key)).map(FailureHistory::of);
    }

    /** Writes the unwritten endings until their leases expire; afterwards another worker may take over the claims. */
    @Override
    protected void doStop() {
        boolean isReached = true;
        for (Map<String, Ending> left = unwritten.all(); !left.isEmpty(); left = unwritten.all()) {
            for (Map.Entry<String, Ending> one : left.entrySet()) {
                isReached = writeAtTheStop(one.getKey(), one.getValue(), isReached);
            }
            if (!unwritten.all().isEmpty()) {
                LockSupport.parkNanos(BETWEEN_LAST_WRITES.toNanos());
            }
        }
    }

    /**
     * @param isReached whether the table accepted the last write; if not, an ending whose lease is over is given up at once
     * @return whether the table accepted this write
     */
    private boolean writeAtTheStop(String key, Ending ending, boolean isReached) {
        if (!isReached && inFlight.isLeaseOver(ending.claimedNanos())) {
            giveUp(key, ending);
            return false;
        }
        try {
            write(key, ending);
            unwritten.remove(key, ending);
            return true;
        } catch (LedgerUnavailableException | LedgerRefusedException unavailable) {
            LOG.debug(
                    "The ledger cannot record yet that {} is {}",
                    key,
                    ending.end().status(),
                    unavailable);
            return false;
        }
    }

    private void giveUp(String key, Ending ending) {
        LOG.warn(
                "The ledger could not record before the stop that {} is {}",
                key,
                ending.end().status());
        unwritten.remove(key, ending);
    }

    private boolean claim(Exchange exchange, String key, Sending mine) {
        writeUnwritten(key);
        Optional<LedgerEntry> found =
                failed.take(key).or(() -> decision(exchange).flatMap(OperatorDecision::seen));
        for (int race = 0; race < MAX_RACES; race++) {
            if (found.isPresent() && !isAgain(exchange, found.get())) {
                if (isPassedOver(exchange, key, found.get())) {
                    return false;
                }
                if (isAnothers(exchange, found.get())) {
                    exchange.setProperty(LEFT, true);
                    return false;
                }
                checkAdopted(exchange, found.get());
                Optional<LedgerEntry> ended = settledOrAbandoned(key, found.get(), mine);
                if (ended.isPresent()) {
                    found = replace(key, found, ended.get()).or(() -> ended);
                    continue;
                }
            }
            Optional<LedgerEntry> before = found.map(entry -> claimable(exchange, key, entry));
            LedgerEntry claim = LedgerEntry.claim(before, ownerOf(mine.ticket()), clock.instant(), settings.lease());
            found = replace(key, found, claim);
            if (found.isEmpty()) {
                exchange.setProperty(CLAIM, new Written(key, claim));
                exchange.setProperty(SENDING, mine);
                checkLease(mine.begun());
                return true;
            }
        }
        throw new ClaimedElsewhereException(found.map(LedgerEntry::owner).orElseThrow());
    }

    /** Returns an owner that is unique per entry. */
    private String ownerOf(long ticket) {
        return process + "/" + ticket;
    }

    private static Optional<OperatorDecision> decision(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(DECISION, OperatorDecision.class));
    }

    /** Returns whether an operator has decided to mail again, knowing of this entry. */
    private static boolean isAgain(Exchange exchange, LedgerEntry found) {
        return decision(exchange)
                .filter(decision -> decision.isAgain() && decision.isAbout(found))
                .isPresent();
    }

    /** Returns whether another process has written an entry of which the operator who decided did not know. */
    private boolean isAnothers(Exchange exchange, LedgerEntry found) {
        return !found.owner().startsWith(process)
                && decision(exchange)
                        .filter(decision -> !decision.isAbout(found))
                        .isPresent();
    }

    private boolean isPassedOver(Exchange exchange, String key, LedgerEntry found) {
        if (isAdoptedBefore(exchange, found)) {
            LOG.info("{} is passed over: handled elsewhere before the adoption began at {}", key, found.at());
            return true;
        }
        return found.status() == LedgerStatus.SENT && isSentBefore(exchange, key, found);
    }

    /** Returns whether the record is from before the candidate was noted as handled elsewhere. */
    private static boolean isAdoptedBefore(Exchange exchange, LedgerEntry found) {
        return found.status() == LedgerStatus.ADOPTED
                && !isDecidedSince(exchange, found.at())
                && created(exchange)
                        .filter(created -> created.isBefore(found.at()))
                        .isPresent();
    }

    /** Leaves it to an operator whether a candidate who was handled elsewhere is mailed for a record without a time. */
    private static void checkAdopted(Exchange exchange, LedgerEntry found) {
        if (found.status() == LedgerStatus.ADOPTED
                && created(exchange).isEmpty()
                && !isDecidedSince(exchange, found.at())) {
            throw UncertainException.ofAdopted(found);
        }
    }

    private static Optional<Instant> created(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(CREATED, Instant.class));
    }

    /** A mail that reached nobody is sent again to another address, once an operator has mended it. */
    private boolean isSentBefore(Exchange exchange, String key, LedgerEntry found) {
        if (found.undelivered().isPresent() && exchange.getProperty(DECIDED) != null) {
            String address = exchange.getMessage().getHeader(settings.recipientHeader(), "", String.class);
            if (found.isUndeliveredTo(address)) {
                throw new UndeliveredException(found.undelivered().get());
            }
            return false;
        }
        LOG.info(
                "{} is passed over: already mailed at {}, message id {}",
                key,
                found.at(),
                found.facts().messageId().orElse("unknown"));
        return true;
    }

    private LedgerEntry claimable(Exchange exchange, String key, LedgerEntry found) {
        if (isAgain(exchange, found) || found.status() == LedgerStatus.ADOPTED) {
            return found.again();
        }
        if (found.status() == LedgerStatus.SENT) {
            LOG.info("{} is mailed to another address than the one that bounced", key);
            return found.readdressed();
        }
        return resendable(exchange, key, found);
    }

    private Optional<LedgerEntry> settledOrAbandoned(String key, LedgerEntry found, Sending mine) {
        return found.settled().or(() -> abandoned(key, found, mine));
    }

    /**
     * Returns the entry that replaces an abandoned claim, empty when there is none. A claim of this process without an
     * exchange in flight led to no attempt: its write failed or took too long.
     */
    private Optional<LedgerEntry> abandoned(String key, LedgerEntry found, Sending mine) {
        if (found.status() != LedgerStatus.CLAIMED) {
            return Optional.empty();
        }
        if (found.owner().startsWith(process)) {
            return mine.followsUnfinished() ? Optional.of(found.abandoned()) : Optional.empty();
        }
        if (!watch.isAbandoned(key, found)) {
            throw new ClaimedElsewhereException(found.owner());
        }
        return Optional.of(found.abandoned());
    }

    /** Returns the entry that a claim follows; throws when the mail may have been sent, and no resend is allowed. */
    private LedgerEntry resendable(Exchange exchange, String key, LedgerEntry found) {
        if (found.maybeSent() == 0) {
            return found;
        }
        if (isDecided(exchange, found)) {
            LOG.info("Resending {}: an operator decided so after {} uncertain attempts", key, found.maybeSent());
            return found.decided();
        }
        awaitEvent(key, found);
        boolean isFinal = settings.whenUncertain() == WhenUncertain.DEAD_LETTER;
        if (isFinal || found.maybeSent() > settings.mostResends()) {
            throw new UncertainException(found, isFinal);
        }
        LOG.info("Resending {}: uncertain outcome of {} of {} attempts", key, found.maybeSent(), found.attempts());
        return found;
    }

    /**
     * SES's event may say within seconds that SES took the mail. Where the clock that wrote the attempt was ahead of this
     * one, the wait counts from when this process saw the entry.
     */
    private void awaitEvent(String key, LedgerEntry found) {
        Duration wait = settings.eventWait();
        Duration left = Duration.between(clock.instant(), found.lastUncertain().plus(wait));
        if (wait.isZero() || left.toMillis() <= 0) {
            return;
        }
        boolean isOfTheFuture = left.compareTo(wait) > 0;
        if (isOfTheFuture && awaited.isUnchangedFor(wait, key, found)) {
            return;
        }
        throw new AwaitingEventException(isOfTheFuture ? wait : left);
    }

    /** A decision covers the attempts that the operator could know of: a later one is uncertain anew. */
    private static boolean isDecided(Exchange exchange, LedgerEntry found) {
        return isDecidedSince(exchange, found.lastAttempt());
    }

    private static boolean isDecidedSince(Exchange exchange, Instant then) {
        Long decided = exchange.getProperty(DECIDED, Long.class);
        return decided != null && !then.isAfter(Instant.ofEpochMilli(decided).plus(TICK));
    }

    /** Fences the attempt: a call to SES starts only if it ends within the claim's lease. */
    private void checkLease(long begun) {
        long left = settings.lease().toNanos() - (nanoClock.getAsLong() - begun);
        if (left < settings.longestCall().toNanos()) {
            throw new LedgerUnavailableException("Writing a claim took too long");
        }
    }

    /** Writes an ending whose earlier write failed. */
    private void writeUnwritten(String key) {
        unwritten.of(key).ifPresent(ending -> {
            write(key, ending);
            unwritten.remove(key, ending);
        });
    }

    private boolean end(Exchange exchange, String key, LedgerStatus status, FailureNote note, MailFacts facts) {
        Sending mine = exchange.getProperty(SENDING, Sending.class);
        LedgerEntry claim = lastWritten(exchange, key).orElseThrow();
        Attempt attempt = new Attempt(clock.instant(), note.outcome(), note.fault());
        Ending ending = new Ending(claim, claim.end(status, attempt, facts), mine.begun());
        exchange.setProperty(CLAIM, new Written(key, ending.end()));
        unwritten.add(key, ending);
        try {
            boolean noted = write(key, ending).isEmpty();
            unwritten.remove(key, ending);
            failed.keep(key, ending.end());
            return noted;
        } catch (LedgerUnavailableException | LedgerRefusedException unavailable) {
            failureOf(exchange).ifPresent(unavailable::addSuppressed);
            exchange.setException(unavailable);
            return false;
        } finally {
            inFlight.end(key, mine);
        }
    }

    private Optional<LedgerEntry> write(String key, Ending ending) {
        Optional<LedgerEntry> conflict = replace(key, Optional.of(ending.claim()), ending.end());
        conflict.ifPresent(other -> LOG.warn(
                "The claim on {} was taken over by {} before its entry could be set to {}",
                key,
                other.owner(),
                ending.end().status()));
        return ending.end().status() == LedgerStatus.SENT ? writeOver(key, conflict, ending.end()) : conflict;
    }

    /** Writes a receipt over any other entry: a receipt is final, whatever another worker made of the claim meanwhile. */
    private Optional<LedgerEntry> writeOver(String key, Optional<LedgerEntry> conflict, LedgerEntry sent) {
        Optional<LedgerEntry> other = conflict;
        while (other.isPresent() && other.get().status() != LedgerStatus.SENT) {
            other = replace(key, other, sent.over(other.get()));
        }
        return other;
    }

    private Optional<LedgerEntry> replace(String key, Optional<LedgerEntry> expected, LedgerEntry next) {
        try {
            Optional<LedgerEntry> conflict = entries.replace(key, expected, next);
            outage.over();
            return conflict;
        } catch (LedgerUnavailableException unavailable) {
            outage.failed(unavailable);
            throw unavailable;
        }
    }

    private static Optional<LedgerEntry> lastWritten(Exchange exchange, String key) {
        return Optional.ofNullable(exchange.getProperty(CLAIM, Written.class))
                .filter(written -> written.key().equals(key))
                .map(Written::entry);
    }

    private static Optional<Exception> failureOf(Exchange exchange) {
        return Optional.ofNullable(exchange.getException()).or(() -> Optional.ofNullable(caught(exchange)));
    }

    private static @Nullable Exception caught(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    }

    private record Written(String key, LedgerEntry entry) {}
}
