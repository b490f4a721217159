package assignmentmailer.command.backfill;

/**
 * Chooses how many items a page of a scan is to have, by those of the pages before: no more than its share of the units a
 * second, and no more than fit into its part of the heap.
 */
final class PageLimit {
    /** The heap of one item whose size is unknown: 400 KB in attributes of a few bytes each (ReadBudget, stream). */
    private static final long LARGEST_ITEM = 20_000_000;

    /** DynamoDB's smallest charge for a page. */
    private static final double LEAST_UNITS = 0.5;

    private static final int MOST_ITEMS = 5_000;

    private final double mostUnits;
    private final long mostBytes;
    private int limit = 1;
    private double unitsEach;
    private double bytesEach = LARGEST_ITEM;

    /**
     * @param mostUnits the units that a page may consume, infinite for any number
     * @param mostBytes the heap that a page may take, more only for a single item
     */
    PageLimit(double mostUnits, long mostBytes) {
        this.mostUnits = mostUnits;
        this.mostBytes = mostBytes;
    }

    int items() {
        return limit;
    }

    /** Returns the units that the next page is expected to consume. */
    double units() {
        return Math.max(LEAST_UNITS, limit * unitsEach);
    }

    /** Returns the heap that the next page is expected to take: twice that of the pages before. */
    long bytes() {
        return (long) Math.max(2 * limit * bytesEach, 1);
    }

    /** Learns from a page: larger items count at once, smaller ones gradually. */
    void learn(int items, double units, long heapBytes) {
        if (items == 0) {
            return;
        }
        double each = units / items;
        unitsEach = unitsEach == 0 ? each : Math.max(each, (unitsEach + each) / 2);
        double bytes = (double) heapBytes / items;
        bytesEach = bytesEach == LARGEST_ITEM ? bytes : Math.max(bytes, (bytesEach + bytes) / 2);
        double fitting = Math.min(mostUnits / unitsEach, mostBytes / bytesEach);
        limit = (int) Math.max(1, Math.min(Math.min(fitting, 2.0 * limit), MOST_ITEMS));
    }
}
