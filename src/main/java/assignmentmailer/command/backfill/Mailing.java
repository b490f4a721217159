package assignmentmailer.command.backfill;

import assignmentmailer.command.backfill.MailDoor.End;
import assignmentmailer.command.backfill.MailDoor.Ending;
import assignmentmailer.ledger.OperatorDecision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * Mails candidates, a number at once, each as its item is then. Only keys wait: for their first attempt, or for the next one
 * after the delay that a failed attempt asks for.
 */
final class Mailing {
    /** The most candidates that wait or are in flight. */
    private static final int WINDOW = 1_000;

    /** How often what waits checks for a stop. */
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final CurrentItems items;
    private final Survey survey;
    private final CandidateSorter sorter;
    private final HeapBudget heap;
    private final MailDoor door;
    private final Running running;
    private final KeyArguments ids;
    private final Tally<Result> results;

    private final Semaphore places = new Semaphore(WINDOW);
    private final DelayQueue<Waiting> waiting = new DelayQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean isDone;

    Mailing(
            CurrentItems items,
            Survey survey,
            CandidateSorter sorter,
            HeapBudget heap,
            MailDoor door,
            Running running,
            KeyArguments ids,
            Tally<Result> results) {
        this.items = items;
        this.survey = survey;
        this.sorter = sorter;
        this.heap = heap;
        this.door = door;
        this.running = running;
        this.ids = ids;
        this.results = results;
    }

    /** Finds candidates to be mailed. */
    @FunctionalInterface
    interface Source {
        void run(Survey.Taker taker) throws InterruptedException;
    }

    /**
     * Mails all candidates of a source, or until the command is stopped; then what is being sent ends.
     *
     * @param isAgain whether to mail candidates who were mailed before
     */
    void run(Source source, int concurrency, boolean isAgain) throws InterruptedException {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < concurrency; i++) {
            Thread worker = new Thread(() -> work(isAgain), "backfill-mail");
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
        try {
            source.run(this::add);
            while (pending.get() > 0 && !isOver()) {
                running.sleep(GLANCE);
            }
        } catch (InterruptedException stopped) {
            if (failure.get() == null) {
                throw stopped;
            }
        } finally {
            isDone = true;
            door.close();
            for (Thread worker : workers) {
                worker.join();
            }
        }
        Throwable first = failure.get();
        if (first instanceof Error error) {
            throw error;
        }
        if (first != null) {
            throw (RuntimeException) first;
        }
    }

    private boolean isOver() {
        return isDone || running.isStopped() || failure.get() != null;
    }

    private boolean add(Found found) throws InterruptedException {
        while (!places.tryAcquire(GLANCE.toMillis(), TimeUnit.MILLISECONDS)) {
            if (isOver()) {
                return false;
            }
        }
        pending.incrementAndGet();
        waiting.add(new Waiting(found, System.nanoTime()));
        return !isOver();
    }

    private void work(boolean isAgain) {
        try {
            while (!isOver()) {
                Waiting next = waiting.poll(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
                if (next != null) {
                    process(next.found(), isAgain);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error first) {
            failure.compareAndSet(null, first);
            // what is being sent ends, and what waits for a throttled table does not wait any longer
            running.stop();
        }
    }

    private void process(Found found, boolean isAgain) throws InterruptedException {
        Ending ending;
        HeapBudget.Room room = heap.take(2 * found.heapBytes());
        try {
            Optional<Record> record = current(found);
            if (record.isEmpty()) {
                return;
            }
            ending = door.mail(record.get(), new OperatorDecision(found.entry(), isAgain));
        } finally {
            room.close();
        }
        if (ending.end() == End.WAITS) {
            waiting.add(new Waiting(found, System.nanoTime() + ending.delay().toNanos()));
        } else if (ending.end() != End.STOPPED) {
            end(found, result(ending.end()), ending.reason());
        }
    }

    /** Returns the record of the item as it is now; where it is no candidate any more, ends and returns none. */
    private Optional<Record> current(Found found) throws InterruptedException {
        Map<String, AttributeValue> item = items.read(found.key());
        if (item.isEmpty()) {
            end(found, Result.GONE, "");
            return Optional.empty();
        }
        Record record = survey.record(item);
        // as if it had no entry: what the item contains may have changed, the decision is about the entry as it was
        Standing now = sorter.standing(record, null);
        if (now != Standing.NEVER_MAILED) {
            end(found, now == Standing.BAD ? Result.BAD : Result.GONE, "");
            return Optional.empty();
        }
        return Optional.of(record);
    }

    private static Result result(End end) {
        return switch (end) {
            case MAILED -> Result.MAILED;
            case PASSED_OVER -> Result.PASSED_OVER;
            case LEFT -> Result.LEFT;
            case FAILED -> Result.FAILED;
            case WAITS, STOPPED -> throw new IllegalArgumentException(end + " is no result");
        };
    }

    private void end(Found found, Result result, String reason) {
        results.add(result, ids.of(found.key()) + (reason.isEmpty() ? "" : " (" + reason + ")"));
        pending.decrementAndGet();
        places.release();
    }

    /** A candidate who is to be mailed at a time of this process's monotonic clock, or later. */
    private record Waiting(Found found, long due) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(due - ((Waiting) other).due);
        }
    }
}
