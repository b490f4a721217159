package assignmentmailer.command.backfill;

import assignmentmailer.ledger.LedgerEntry;
import assignmentmailer.ledger.LedgerLookup;
import assignmentmailer.ledger.RecordKey;
import assignmentmailer.stream.reading.RecordSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** Looks at each item of a table beside the ledger, and sorts it. */
final class Survey {
    /** The most keys of a BatchGetItem. */
    private static final int BATCH = 100;

    private final Set<String> keyNames;
    private final RecordKey ledgerKeys;
    private final LedgerLookup ledger;
    private final CandidateSorter sorter;
    private final Patience patience;

    /** @param keyNames the attributes of the table's key */
    Survey(String table, Set<String> keyNames, LedgerLookup ledger, CandidateSorter sorter, Patience patience) {
        this.keyNames = keyNames;
        this.ledgerKeys = new RecordKey(table);
        this.ledger = ledger;
        this.sorter = sorter;
        this.patience = patience;
    }

    /** Takes what was found; returns whether to go on. */
    @FunctionalInterface
    interface Taker {
        boolean take(Found found) throws InterruptedException;
    }

    /** Scans until the end, or until the taker says otherwise; the taker is called on several threads. */
    void run(TableScan scan, Taker taker) throws InterruptedException {
        scan.run(page -> {
            List<Found> found;
            // before they are taken, which may have to wait for what needs the page's room
            try (page) {
                found = sorted(page.items());
            }
            for (Found one : found) {
                if (!taker.take(one)) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Looks at one item. */
    Found look(Map<String, AttributeValue> item) throws InterruptedException {
        return sorted(List.of(item)).get(0);
    }

    /** Returns the item as the record of its insertion, without a time. */
    Record record(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> key = keyNames.stream().collect(Collectors.toMap(Function.identity(), item::get));
        return Record.builder()
                .eventName(OperationType.INSERT)
                .dynamodb(StreamRecord.builder().keys(key).newImage(item).build())
                .build();
    }

    private List<Found> sorted(List<Map<String, AttributeValue>> items) throws InterruptedException {
        List<Found> found = new ArrayList<>();
        for (int from = 0; from < items.size(); from += BATCH) {
            List<Record> records = items.subList(from, Math.min(items.size(), from + BATCH)).stream()
                    .map(this::record)
                    .toList();
            Map<String, Optional<LedgerEntry>> entries =
                    entries(records.stream().map(this::ledgerKey).distinct().toList());
            records.forEach(record -> found.add(found(record, entries.get(ledgerKey(record)))));
        }
        return found;
    }

    private Found found(Record record, @Nullable Optional<LedgerEntry> entry) {
        return new Found(
                record.dynamodb().keys(),
                ledgerKey(record),
                sorter.standing(record, entry),
                entry == null ? Optional.empty() : entry,
                RecordSize.heapBytes(record.dynamodb().newImage()));
    }

    private String ledgerKey(Record record) {
        return String.valueOf(ledgerKeys.of(record));
    }

    private Map<String, Optional<LedgerEntry>> entries(List<String> keys) throws InterruptedException {
        Map<String, Optional<LedgerEntry>> entries = new HashMap<>();
        List<String> unread = keys;
        int times = 0;
        while (!unread.isEmpty()) {
            List<String> wanted = unread;
            LedgerLookup.Found found = patience.call(() -> ledger.findSome(wanted));
            entries.putAll(found.entries());
            unread = found.unread();
            times = unread.size() < wanted.size() ? 1 : times + 1;
            if (!unread.isEmpty()) {
                patience.await(times);
            }
        }
        return entries;
    }
}
