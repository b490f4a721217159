package assignmentmailer.command.backfill;

import java.util.concurrent.Semaphore;

/** The heap that items may take at once: what is read next waits until there is room. Thread-safe. */
final class HeapBudget {
    private static final int SHARE_OF_HEAP = 4;
    private static final long UNIT = 1_024;

    private final int units;
    private final Semaphore free;

    HeapBudget(long bytes) {
        this.units = (int) Math.max(1, bytes / UNIT);
        this.free = new Semaphore(units, true);
    }

    /** Returns a budget of a quarter of the maximum heap. */
    static HeapBudget ofHeap() {
        return new HeapBudget(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** Returns the whole budget. */
    long bytes() {
        return units * UNIT;
    }

    /** Waits for room; what is larger than the whole budget gets all of it. */
    Room take(long bytes) throws InterruptedException {
        int taken = (int) Math.max(1, Math.min(units, bytes / UNIT));
        free.acquire(taken);
        return () -> free.release(taken);
    }

    /** Room that was taken, until it is closed. */
    @FunctionalInterface
    interface Room extends AutoCloseable {
        @Override
        void close();
    }
}
