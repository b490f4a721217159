package assignmentmailer.stream.sim;

import assignmentmailer.stream.schedule.TaskRunner;
import assignmentmailer.stream.schedule.TimeSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * A time that passes only when it is told to, and then as fast as this thread runs the tasks that are due: hours of a
 * stream take milliseconds, and the same seed gives the same order of all that happens.
 */
public final class VirtualTime implements TimeSource {
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private final Random random;
    private Instant start;
    private long nanos;
    private boolean losesNext;

    public VirtualTime(Instant start, long seed) {
        this.start = start;
        this.random = new Random(seed);
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos);
    }

    @Override
    public double jitter() {
        return random.nextDouble();
    }

    /** Returns the same time as a clock. */
    public Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return VirtualTime.this.instant();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException("This clock has no zone");
            }
        };
    }

    /** Runs a task after a delay, among the tasks that are due at the same time in random order. */
    public void after(Duration delay, Runnable task) {
        events.add(new Event(nanos + Math.max(0, delay.toNanos()), random.nextInt(), task));
    }

    /** Returns a runner whose tasks are not run any more once it is dead. */
    public TaskRunner runner(BooleanSupplier dead) {
        return runner(dead, Duration.ZERO);
    }

    /**
     * Returns a runner whose tasks are not run any more once it is dead.
     *
     * @param late how much later than asked for each of them begins
     */
    public TaskRunner runner(BooleanSupplier dead, Duration late) {
        return new TaskRunner() {
            @Override
            public void run(Runnable task) {
                onTimer(Duration.ZERO, task);
            }

            @Override
            public void onTimer(Duration delay, Runnable task) {
                if (losesNext) {
                    losesNext = false;
                    return;
                }
                after(delay.plus(late), () -> {
                    if (!dead.getAsBoolean()) {
                        task.run();
                    }
                });
            }
        };
    }

    /** Loses the next task of a runner, as a pool does whose thread died before it took the task. */
    public void loseNext() {
        losesNext = true;
    }

    /** Lets time pass. */
    public void pass(Duration duration) {
        passUntil(() -> false, duration);
    }

    /**
     * Lets time pass until something is so.
     *
     * @return false when it is not so after the longest time
     */
    public boolean passUntil(BooleanSupplier condition, Duration longest) {
        long end = nanos + longest.toNanos();
        while (!condition.getAsBoolean()) {
            Event next = events.peek();
            if (next == null || next.at > end) {
                nanos = end;
                return condition.getAsBoolean();
            }
            events.remove();
            nanos = Math.max(nanos, next.at);
            next.task.run();
        }
        return true;
    }

    /** Lets the clocks go on at once, while every task stands still: a machine that was asleep. */
    public void sleep(Duration duration) {
        nanos += duration.toNanos();
    }

    private record Event(long at, long order, Runnable task) {}
}
