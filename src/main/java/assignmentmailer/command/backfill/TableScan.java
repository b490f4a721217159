package assignmentmailer.command.backfill;

import assignmentmailer.stream.reading.RecordSize;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** Scans a table in parallel segments at a pace, page by page. */
final class TableScan {
    static final int SEGMENTS = 4;

    /** The parts of the heap budget that a page may take: one for each segment, and as much for what is mailed. */
    private static final int PARTS = 4 * SEGMENTS;

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final boolean isConsistent;
    private final double mostUnits;
    private final Reading reading;

    /**
     * @param isConsistent whether the scan is to see all that was written before it began
     * @param unitsPerSecond 0 for any number
     */
    TableScan(DynamoDbClient dynamoDb, String table, boolean isConsistent, double unitsPerSecond, Reading reading) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.isConsistent = isConsistent;
        this.mostUnits = unitsPerSecond == 0 ? Double.POSITIVE_INFINITY : unitsPerSecond / SEGMENTS;
        this.reading = reading;
    }

    /** Takes a page of a segment; returns whether the scan is to go on, in all segments. */
    @FunctionalInterface
    interface Pages {
        boolean take(Page page) throws InterruptedException;
    }

    /** A page, which takes room until it is closed. */
    record Page(List<Map<String, AttributeValue>> items, HeapBudget.Room room) implements AutoCloseable {
        @Override
        public void close() {
            room.close();
        }
    }

    /** Scans to the end, or until a page says otherwise. The first failure ends all segments. */
    void run(Pages pages) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(SEGMENTS, TableScan::daemon);
        try {
            AtomicBoolean isOver = new AtomicBoolean();
            CompletionService<Void> segments = new ExecutorCompletionService<>(threads);
            for (int i = 0; i < SEGMENTS; i++) {
                int segment = i;
                segments.submit(() -> {
                    scan(segment, pages, isOver);
                    return null;
                });
            }
            for (int i = 0; i < SEGMENTS; i++) {
                await(segments.take());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "scan");
        thread.setDaemon(true);
        return thread;
    }

    private static void await(Future<?> segment) throws InterruptedException {
        try {
            segment.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof InterruptedException) {
                throw new InterruptedException("stopped");
            }
            if (failure.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure.getCause();
        }
    }

    private void scan(int segment, Pages pages, AtomicBoolean isOver) throws InterruptedException {
        PageLimit limit = new PageLimit(mostUnits, reading.heap().bytes() / PARTS);
        Map<String, AttributeValue> start = Map.of();
        boolean isLast = false;
        while (!isLast && !isOver.get()) {
            HeapBudget.Room room = reading.heap().take(limit.bytes());
            ScanResponse answer;
            try {
                answer = page(segment, start, limit);
            } catch (InterruptedException | RuntimeException | Error failure) {
                room.close();
                throw failure;
            }
            start = answer.lastEvaluatedKey();
            isLast = start.isEmpty();
            if (!pages.take(new Page(answer.items(), room))) {
                isOver.set(true);
            }
        }
    }

    private ScanResponse page(int segment, Map<String, AttributeValue> start, PageLimit limit)
            throws InterruptedException {
        double expected = limit.units();
        reading.pace().await(expected);
        ScanRequest request = ScanRequest.builder()
                .tableName(table)
                .segment(segment)
                .totalSegments(SEGMENTS)
                .exclusiveStartKey(start.isEmpty() ? null : start)
                .limit(limit.items())
                .consistentRead(isConsistent)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        ScanResponse answer = reading.patience().call(() -> dynamoDb.scan(request));
        double units = answer.consumedCapacity() == null
                ? 0
                : answer.consumedCapacity().capacityUnits();
        reading.pace().settle(expected, units);
        limit.learn(
                answer.items().size(),
                units,
                answer.items().stream().mapToLong(RecordSize::heapBytes).sum());
        return answer;
    }
}
