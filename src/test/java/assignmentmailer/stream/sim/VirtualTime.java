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
 * Virtual time, which advances on request as fast as this thread runs the due tasks: hours take milliseconds, and the
 * same seed gives the same order of events.
 */
public final class VirtualTime implements TimeSource {
    /** {@link System#nanoTime} starts anywhere and may overflow: this one does after a minute. */
    private static final long ORIGIN = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

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
        return ORIGIN + nanos;
    }

    /** Returns the time since the start. */
    public Duration passed() {
        return Duration.ofNanos(nanos);
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos);
    }

    @Override
    public double jitter() {
        return random.nextDouble();
    }

    /** Returns a clock of the same time. */
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

    /** Runs a task after a delay; tasks due at the same time run in random order. */
    public void after(Duration delay, Runnable task) {
        events.add(new Event(nanos + Math.max(0, delay.toNanos()), random.nextInt(), task));
    }

    /** Returns a runner that drops its tasks once it is dead. */
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

    /** Advances time. */
    public void pass(Duration duration) {
        passUntil(() -> false, duration);
    }

    /**
     * Advances time until a condition holds.
     *
     * @return false when the condition does not hold in time
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

    /** Advances the clocks at once without running tasks, like a machine that was asleep. */
    public void sleep(Duration duration) {
        nanos += duration.toNanos();
    }

    private record Event(long at, long order, Runnable task) {}
}
