package assignmentmailer.stream.reading;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * Tracks up to which time a shard has been read, and which records may have been trimmed unread.
 *
 * <p>An empty page does not prove that all records have been read: <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html">it might take
 * multiple calls</a> to reach records. A minute of consecutive empty pages does; two pages separated by a sleep of the
 * machine count as one. Not thread-safe, except {@link #until()}.
 */
final class ReadFrontier {
    private final Duration settled;
    private final Streak empty = new Streak();
    private volatile Instant until;
    private boolean unbroken;
    private Instant settlingSince;
    private long settlingSinceNanos;

    /**
     * @param until every record written before this time is read or was never due
     * @param unbroken whether reading continues right after a record already read, rather than at the oldest remaining
     *     record
     * @param settled how long pages must be empty before all records count as read
     */
    ReadFrontier(Instant until, boolean unbroken, Duration settled) {
        this.until = until;
        this.settlingSince = until;
        this.unbroken = unbroken;
        this.settled = settled;
    }

    /** Returns the time before which every written record is read or was never due. */
    Instant until() {
        return until;
    }

    /** Records that the next page starts at the oldest remaining record rather than right after the last page. */
    void broken() {
        unbroken = false;
    }

    /** Records that every record old enough to be trimmed is lost and reported. */
    void giveUp(Instant now) {
        until = later(until, Retention.reportedUntil(now));
    }

    /**
     * Evaluates a page.
     *
     * @param records all records of the page
     * @param polled the time of the request
     * @param polledNanos the same time in nanoseconds
     * @return the time span from which records may have been lost, if any
     */
    Optional<Span> page(List<Record> records, Instant polled, long polledNanos) {
        unbroken |= !Retention.mayHaveTrimmed(until, polled);
        if (records.isEmpty()) {
            return emptyPage(polled, polledNanos);
        }
        empty.end();
        Optional<Span> lost = lost(written(records.get(0), polled), polled);
        until = later(until, written(records.get(records.size() - 1), until));
        unbroken = true;
        return lost;
    }

    /** Returns how long consecutive pages have been empty. */
    Duration emptyFor() {
        return empty.length();
    }

    /** Restarts the count of empty pages. */
    void forgetEmptyPages() {
        empty.end();
    }

    private Optional<Span> emptyPage(Instant polled, long polledNanos) {
        if (!empty.extend(polledNanos, settled)) {
            settleFrom(polled, polledNanos);
            return Optional.empty();
        }
        if (polledNanos - settlingSinceNanos < settled.toNanos()) {
            return Optional.empty();
        }
        Optional<Span> lost = lost(polled, polled);
        until = later(until, settlingSince);
        settleFrom(polled, polledNanos);
        return lost;
    }

    private void settleFrom(Instant polled, long polledNanos) {
        settlingSince = polled;
        settlingSinceNanos = polledNanos;
    }

    /**
     * Returns the span of lost records. Trimming starts at the oldest, so no record is missing before one that is
     * itself old enough to be trimmed.
     */
    private Optional<Span> lost(Instant next, Instant now) {
        Instant horizon = Retention.horizon(now);
        boolean mayBe = !unbroken && Retention.mayHaveTrimmed(until, now) && next.isAfter(horizon);
        if (!mayBe) {
            return Optional.empty();
        }
        Span span = new Span(until, horizon);
        until = later(until, horizon);
        unbroken = true;
        return Optional.of(span);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant written(Record record, Instant otherwise) {
        @Nullable Instant written = record.dynamodb().approximateCreationDateTime();
        return written == null ? otherwise : written;
    }

    /** A time span. */
    record Span(Instant from, Instant to) {}
}
