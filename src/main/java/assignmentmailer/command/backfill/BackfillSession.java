package assignmentmailer.command.backfill;

import assignmentmailer.ledger.AdoptionMemory;
import assignmentmailer.ledger.Adoptions;
import assignmentmailer.ledger.LedgerEntry;
import assignmentmailer.ledger.LedgerLookup;
import assignmentmailer.ledger.WriteTrial;
import assignmentmailer.state.StateTable;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** One run of the command backfill: counts, then mails or adopts. */
public final class BackfillSession implements AutoCloseable {
    private final Parts parts;
    private final TableDescription table;
    private final KeyArguments ids;
    private final Running running;
    private final Reading reading;
    private final Survey survey;
    private final AdoptionMemory adoption;

    private volatile Tally<Result> results = new Tally<>(Result.class);
    private volatile Progress progress = new Progress(0, 0, "");
    private volatile ProgressSource progressSource = () -> progress;

    public BackfillSession(Parts parts, TableDescription table, Running running) {
        this.parts = parts;
        this.table = table;
        this.running = running;
        this.ids = keyArguments(table);
        this.reading = new Reading(
                new ReadPace(parts.readUnits(), System::nanoTime, running), HeapBudget.ofHeap(), new Patience(running));
        this.survey = new Survey(
                table.tableName(),
                Stream.concat(Stream.of(ids.partition()), ids.sort().stream()).collect(Collectors.toSet()),
                parts.ledger(),
                parts.sorter(),
                reading.patience());
        this.adoption = new AdoptionMemory(parts.stateTable(), parts.ledgerPrefix(), table.tableName());
    }

    /**
     * What a run is made of.
     *
     * @param readUnits the units a second that may be consumed on the candidates' table, 0 for any number
     * @param door to mail by, empty where nothing is to be mailed
     * @param concurrency mails in flight
     * @param ledgerPrefix the prefix of the ids of the ledger's items
     */
    public record Parts(
            DynamoDbClient dynamoDb,
            double readUnits,
            LedgerLookup ledger,
            StateTable stateTable,
            String ledgerPrefix,
            CandidateSorter sorter,
            Optional<MailDoor> door,
            int concurrency,
            Place place) {}

    @FunctionalInterface
    private interface ProgressSource {
        Progress get();
    }

    private static KeyArguments keyArguments(TableDescription table) {
        return new KeyArguments(
                table.keySchema().get(0).attributeName(),
                table.keySchema().stream().skip(1).findFirst().map(key -> key.attributeName()));
    }

    public Place place() {
        return parts.place();
    }

    public TableDescription table() {
        return table;
    }

    /** Returns how far the run is. */
    public Progress progress() {
        return progressSource.get();
    }

    /** Returns whether the run was stopped before its end. */
    public boolean isStopped() {
        return running.isStopped();
    }

    /**
     * Counts how it stands with each item.
     *
     * @param wanted counting ends after {@code limit} of these
     */
    public Tally<Standing> count(Set<Standing> wanted, long limit) throws InterruptedException {
        Tally<Standing> tally = new Tally<>(Standing.class);
        progressSource = () -> new Progress(
                tally.total(),
                Math.max(tally.total(), table.itemCount()),
                "%,d never mailed".formatted(tally.count(Standing.NEVER_MAILED)));
        AtomicLong left = new AtomicLong(limit);
        untilStopped(() -> survey.run(scan(false), found -> {
            if (wanted.contains(found.standing()) && left.getAndDecrement() <= 0) {
                return false;
            }
            tally.add(found.standing(), ids.of(found.key()));
            return !running.isStopped();
        }));
        return tally;
    }

    /**
     * Mails the candidates with some standings, as long as the command is not stopped.
     *
     * @param expected about how many these are
     */
    public Tally<Result> mail(Set<Standing> wanted, long limit, long expected) throws InterruptedException {
        Tally<Result> done = begin(expected);
        AtomicLong left = new AtomicLong(limit);
        Mailing.Source source = taker -> survey.run(scan(false), found -> {
            if (!wanted.contains(found.standing())) {
                return !running.isStopped();
            }
            return left.getAndDecrement() > 0 && taker.take(found);
        });
        untilStopped(() -> {
            tryToWrite();
            mailing(done).run(source, parts.concurrency(), false);
        });
        return done;
    }

    /** Mails one candidate. */
    public Tally<Result> mailOne(Candidate candidate, boolean isAgain) throws InterruptedException {
        Tally<Result> done = begin(1);
        untilStopped(() -> {
            tryToWrite();
            mailing(done).run(taker -> taker.take(candidate.found()), 1, isAgain);
        });
        return done;
    }

    /** The routes wait for a ledger that cannot be written, and nobody at a terminal would learn why. */
    private void tryToWrite() throws InterruptedException {
        WriteTrial trial = new WriteTrial(parts.stateTable(), parts.ledgerPrefix());
        reading.patience().call(trial::run);
    }

    /** Returns what was done so far, also by a run that has failed. */
    public Tally<Result> results() {
        return results;
    }

    private Tally<Result> begin(long expected) {
        Tally<Result> begun = new Tally<>(Result.class);
        results = begun;
        progressSource = () -> new Progress(
                begun.total(),
                expected,
                parts.door()
                        .flatMap(MailDoor::held)
                        .orElseGet(() -> begun.count(Result.FAILED) == 0
                                ? ""
                                : "%,d failed".formatted(begun.count(Result.FAILED))));
        return begun;
    }

    private Mailing mailing(Tally<Result> results) {
        return new Mailing(
                new CurrentItems(parts.dynamoDb(), table.tableName(), reading),
                survey,
                parts.sorter(),
                reading.heap(),
                parts.door().orElseThrow(),
                running,
                ids,
                results);
    }

    /** Looks one candidate up, empty when the table has no such item. */
    public Optional<Candidate> find(Map<String, AttributeValue> key) throws InterruptedException {
        Map<String, AttributeValue> item = new CurrentItems(parts.dynamoDb(), table.tableName(), reading).read(key);
        return item.isEmpty() ? Optional.empty() : Optional.of(new Candidate(survey.look(item)));
    }

    /** One candidate as found. */
    public static final class Candidate {
        private final Found found;

        Candidate(Found found) {
            this.found = found;
        }

        Found found() {
            return found;
        }

        public Standing standing() {
            return found.standing();
        }

        /** Returns the candidate's name in logs. */
        public String name() {
            return found.ledgerKey();
        }

        /** Returns the ledger's entry, empty for none. */
        public Optional<LedgerEntry> entry() {
            return found.entry();
        }
    }

    /** Returns when the adoption began that was interrupted before its end, empty when there is none. */
    public Optional<Instant> interruptedAdoption() throws InterruptedException {
        return reading.patience().call(adoption::unfinished);
    }

    /** Notes that nobody is left to be adopted. */
    public void endAdoption(Instant began) throws InterruptedException {
        reading.patience().call(() -> {
            adoption.end(began, Instant.now());
            return true;
        });
    }

    /** Returns the moment at which an adoption begins now. */
    public Instant adoptionMoment() throws InterruptedException {
        return AdoptionMoment.await(
                () -> parts.dynamoDb().describeTable(describe -> describe.tableName(table.tableName())), running);
    }

    /**
     * Adopts the candidates who were never mailed, as long as the command is not stopped; until the end the ledger remembers
     * when the adoption began.
     */
    public Tally<Result> adopt(Instant began, long limit, long expected) throws InterruptedException {
        Tally<Result> done = begin(expected);
        Adoptions adoptions = new Adoptions(parts.stateTable(), parts.ledgerPrefix(), began);
        AtomicLong left = new AtomicLong(limit);
        reading.patience().call(() -> {
            adoption.begin(began);
            return true;
        });
        untilStopped(() -> survey.run(scan(true), found -> {
            if (found.standing() != Standing.NEVER_MAILED) {
                return !running.isStopped();
            }
            if (left.getAndDecrement() <= 0) {
                return false;
            }
            boolean isAdopted = reading.patience().call(() -> adoptions.adopt(found.ledgerKey()));
            done.add(isAdopted ? Result.ADOPTED : Result.PASSED_OVER, ids.of(found.key()));
            return !running.isStopped();
        }));
        if (!running.isStopped()) {
            endAdoption(began);
        }
        return done;
    }

    /** A stop ends a run in order; what was done by then counts. */
    private void untilStopped(Step step) throws InterruptedException {
        running.setBusy(true);
        try {
            step.run();
        } catch (InterruptedException stopped) {
            if (!running.isStopped()) {
                throw stopped;
            }
        }
        running.setBusy(false);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws InterruptedException;
    }

    private TableScan scan(boolean isConsistent) {
        return new TableScan(parts.dynamoDb(), table.tableName(), isConsistent, parts.readUnits(), reading);
    }

    /** The standings of those who are to be mailed: a command that was stopped or killed leaves some who wait. */
    public static Set<Standing> toBeMailed(boolean isFailedToo) {
        return isFailedToo
                ? EnumSet.of(Standing.NEVER_MAILED, Standing.WAITING, Standing.FAILED)
                : EnumSet.of(Standing.NEVER_MAILED, Standing.WAITING);
    }

    @Override
    public void close() {
        parts.door().ifPresent(MailDoor::close);
        parts.dynamoDb().close();
    }
}
