package assignmentmailer.stream.reading;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * Up to when a shard has been read, and which records may have been trimmed unread.
 *
 * <p>An empty page does not say that all has been read: <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html">it might take multiple
 * calls</a> to get to records. A minute of empty pages does, if they come one after the
 * other: two pages with a sleep of the machine between them say no more than one. Used by one thread at a time, but for {@link #until()}.
 */
final class ReadFrontier {
    private final Duration settled;
    private final Streak empty = new Streak();
    private volatile Instant until;
    private boolean unbroken;
    private Instant settlingSince;
    private long settlingSinceNanos;

    /**
     * @param until whatever was written before this moment is read, or was never due
     * @param unbroken whether reading goes on right after a record that was read, and not with the oldest that is left
     * @param settled how long pages have to be empty until all is read
     */
    ReadFrontier(Instant until, boolean unbroken, Duration settled) {
        this.until = until;
        this.settlingSince = until;
        this.unbroken = unbroken;
        this.settled = settled;
    }

    /** Returns the moment before which whatever was written is read, or was never due. */
    Instant until() {
        return until;
    }

    /** Notes that the next page does not go on right after the last, but begins with the oldest record that is left. */
    void broken() {
        unbroken = false;
    }

    /** Notes that whatever may be trimmed is lost, and reported. */
    void giveUp(Instant now) {
        until = later(until, Retention.toldUntil(now));
    }

    /**
     * Takes in a page.
     *
     * @param records all that the page had
     * @param polled when it was asked for
     * @param polledNanos the same moment in nanoseconds
     * @return the span of time from which records may have been lost, if there is one
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

    /** Returns for how long one page after the other has been empty. */
    Duration emptyFor() {
        return empty.length();
    }

    /** Counts empty pages anew. */
    void forgetEmptyPages() {
        empty.end();
    }

    private Optional<Span> emptyPage(Instant polled, long polledNanos) {
        if (!empty.goOn(polledNanos, settled)) {
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

    /** Trimming goes from the oldest on, so that nothing is missing before a record that is itself old enough to be trimmed. */
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

    /** A span of time. */
    record Span(Instant from, Instant to) {}
}
