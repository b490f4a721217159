package assignmentmailer.stream.reading;

import assignmentmailer.state.StateTableException;
import assignmentmailer.stream.checkpoint.CheckpointStore;
import assignmentmailer.stream.checkpoint.StreamBookmark;
import assignmentmailer.stream.schedule.CoalescingTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * Reads a table's current stream, and switches to the next stream once the current one is disabled and drained.
 *
 * <p>A stream is read as long as it exists, even after its table is deleted.
 */
public final class StreamFollower {
    private static final Logger LOG = LoggerFactory.getLogger(StreamFollower.class);
    private static final int SERVER_ERRORS = 500;
    /**
     * How far back records are due at the first start. The stream may hold records up to an hour older, which are read
     * too, but are not reported as lost after an immediate restart.
     */
    private static final Duration PROMISED_AT_FIRST = Retention.KEPT.minusHours(1);

    private final String tableName;
    private final boolean onlyNew;
    private final TableStreams streams;
    private final StreamSuccession succession;
    private final ShardLister lister;
    private final CheckpointStore store;
    private final ReadingContext context;
    private final CoalescingTask following;
    private final AgeWarning ageWarning;
    private final Instant startedAt;
    private volatile @Nullable Following current;
    private volatile @Nullable String problem;
    private volatile boolean stopped;
    private String tableArn = "";
    private long bookmarkAt;
    private final Streak gone = new Streak();
    private int failures;

    /** @param onlyNew whether the first start skips records written before it */
    public StreamFollower(
            String tableName, boolean onlyNew, DynamoDbClient dynamoDb, CheckpointStore store, ReadingContext context) {
        this.tableName = tableName;
        this.onlyNew = onlyNew;
        this.streams = new TableStreams(tableName, dynamoDb, context.client());
        this.lister = new ShardLister(context.client(), context.clock());
        this.succession = new StreamSuccession(streams, lister);
        this.store = store;
        this.context = context;
        this.following = new CoalescingTask(context.pollers(), context.time(), this::follow);
        this.ageWarning = new AgeWarning(context.time(), tableName);
        this.startedAt = context.time().instant();
    }

    /**
     * Starts reading.
     *
     * @throws StreamUnreadableException when the table or its stream cannot be used
     * @throws SdkException when AWS refuses the call; an unreachable service is retried instead
     * @throws StateTableException when AWS refuses access to the state table
     */
    public void start() {
        try {
            connect();
            following.runWithin(Duration.ZERO);
        } catch (SdkException | StateTableException e) {
            if (!mayPass(e)) {
                throw e;
            }
            following.runWithin(failed(e));
        }
    }

    public void stop() {
        stopped = true;
        reader().ifPresent(StreamReader::stop);
    }

    /** Returns since when changes may be waiting, read or unread; empty when none is. */
    Optional<Instant> oldestDue() {
        return reader().map(StreamReader::oldestDue).orElse(Optional.of(startedAt));
    }

    Collection<ShardReader> shards() {
        return reader().map(StreamReader::shards).orElse(List.of());
    }

    /** Returns the problem that prevents reading the table, or null. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Returns how long a list of the stream's shards has been overdue; zero without a stream, which is a problem of its own. */
    Duration overdue() {
        Following now = current;
        return now == null ? Duration.ZERO : now.discovery.overdue();
    }

    boolean isDead() {
        return following.isDead();
    }

    private Optional<StreamReader> reader() {
        return Optional.ofNullable(current).map(Following::reader);
    }

    private void follow() {
        if (stopped) {
            return;
        }
        Duration next;
        try {
            ageWarning.look(
                    oldestDue().orElseGet(context.clock()::instant),
                    context.clock().instant());
            next = step();
            failures = 0;
        } catch (RuntimeException | Error e) {
            next = failed(e);
        }
        following.runWithin(next);
    }

    private Duration step() {
        Following now = current;
        if (now == null) {
            connect();
            return Duration.ZERO;
        }
        if (context.time().nanoTime() - bookmarkAt >= 0) {
            keepBookmark(now.reader);
        }
        Duration next = discover(now);
        Optional<Instant> readBefore = now.reader.readBefore();
        if (readBefore.isPresent()) {
            startOver(now.reader, readBefore.get());
        } else if (now.discovery.isOver()) {
            switchToNext(now.reader);
        }
        Duration untilBookmark = Duration.ofNanos(bookmarkAt - context.time().nanoTime());
        return next.compareTo(untilBookmark) < 0 ? next : untilBookmark;
    }

    private void connect() {
        tableArn = streams.tableArn();
        store.prepare();
        Optional<StreamBookmark> before = store.bookmark(tableArn);
        if (before.isPresent()) {
            read(before.get(), null);
            LOG.info(
                    "Reading the stream {} of table '{}' (resuming)",
                    before.get().streamArn(),
                    tableName);
        } else {
            connectFirst();
        }
    }

    private void connectFirst() {
        String arn = streams.enabledStream();
        StreamPage page = lister.page(arn, null);
        streams.check(page);
        Instant now = context.clock().instant();
        StreamBookmark wanted = new StreamBookmark(arn, onlyNew ? now : now.minus(PROMISED_AT_FIRST), onlyNew);
        StreamBookmark bookmark = store.advance(tableArn, null, wanted);
        boolean first = bookmark.equals(wanted);
        Set<String> closed = page.shards().stream()
                .filter(ListedShard::closed)
                .map(ListedShard::id)
                .collect(Collectors.toUnmodifiableSet());
        read(bookmark, first ? closed : null);
        LOG.info(
                "Reading the stream {} of table '{}' ({})",
                bookmark.streamArn(),
                tableName,
                first ? "first start" : "resuming");
    }

    /**
     * Resumes from checkpoints without a bookmark: the state table was partly emptied, and this is not a first start.
     */
    private void startOver(StreamReader reader, Instant readBefore) {
        LOG.warn(
                "The state table has checkpoints but no bookmark of table '{}': resuming from {}",
                tableName,
                readBefore);
        StreamBookmark bookmark = new StreamBookmark(reader.arn(), readBefore, onlyNew);
        store.advance(tableArn, reader.bookmark(), bookmark);
        reader.stop();
        read(bookmark, null);
    }

    private void read(StreamBookmark bookmark, @Nullable Set<String> history) {
        StreamReader reader = new StreamReader(context, bookmark, history, this::childrenWanted);
        current = new Following(reader, new ShardDiscovery(lister, store, context, reader));
        bookmarkAt = context.time().nanoTime() + context.timeouts().bookmark().toNanos();
        gone.end();
        problem = null;
    }

    private void childrenWanted(String parentId) {
        Following now = current;
        if (now != null) {
            now.discovery.wantChildren(parentId);
            following.runWithin(context.timeouts().children().first());
        }
    }

    private Duration discover(Following now) {
        try {
            Duration next = now.discovery.step();
            gone.end();
            return next;
        } catch (ResourceNotFoundException e) {
            if (!isGone(now.reader)) {
                throw e;
            }
            giveUp(now.reader);
            return context.timeouts().listing();
        } catch (RuntimeException e) {
            gone.end();
            throw e;
        }
    }

    /** Returns whether the stream is gone: missing for a while, for less long when a successor exists. */
    private boolean isGone(StreamReader reader) {
        ReadingTimeouts timeouts = context.timeouts();
        gone.extend(context.time().nanoTime(), timeouts.silence());
        return gone.length().compareTo(timeouts.gone()) >= 0
                || gone.length().compareTo(timeouts.settled()) >= 0 && succession.hasNext(reader.arn());
    }

    private void giveUp(StreamReader reader) {
        if (!reader.isDisabled() || !reader.isDrained()) {
            context.gaps().reportStream(reader.arn(), "the stream is gone, and was read until " + reader.readUntil());
        }
        reader.abandon();
        switchToNext(reader);
    }

    private void switchToNext(StreamReader drained) {
        StreamSuccession.Next next = succession.after(drained.arn());
        problem = next.problem();
        String arn = next.streamArn();
        if (arn == null) {
            return;
        }
        next.passedOver().forEach((passed, why) -> context.gaps().reportStream(passed, why));
        drained.stop();
        StreamBookmark wanted = new StreamBookmark(
                arn, TableStreams.enabledAt(arn).orElse(drained.bookmark().since()), false);
        read(store.advance(tableArn, drained.bookmark(), wanted), null);
        LOG.info("Switching to the stream {} of table '{}'", arn, tableName);
    }

    /** Restores a missing bookmark, without which the next start would count as the first. */
    private void keepBookmark(StreamReader reader) {
        bookmarkAt = context.time().nanoTime() + context.timeouts().bookmark().toNanos();
        if (store.bookmark(tableArn).isEmpty()) {
            LOG.warn(
                    "The bookmark of table '{}' was missing from the state table and is written again: if the state table was emptied, the ledger of mailed candidates is lost",
                    tableName);
            store.advance(tableArn, null, reader.bookmark());
            context.checkpoints().rewrite();
            reader.saveFinished();
        }
    }

    private Duration failed(Throwable e) {
        failures++;
        if (current == null || e instanceof StreamUnreadableException) {
            problem = e.getMessage();
        }
        if (Integer.bitCount(failures) == 1) {
            LOG.warn("The stream of table '{}' cannot be followed (attempt {}): {}", tableName, failures, e.toString());
        }
        return context.pace().afterFailure().after(failures, context.time().jitter());
    }

    /** Returns whether a failure is transient: network, 5xx, throttling; no change of settings would help. */
    private static boolean mayPass(RuntimeException e) {
        if (e instanceof StateTableException && e.getCause() instanceof SdkException cause) {
            return mayPass(cause);
        }
        return e instanceof AwsServiceException service
                ? service.statusCode() >= SERVER_ERRORS || RetryUtils.isThrottlingException(service)
                : e instanceof SdkException;
    }

    /** The stream being read. */
    private record Following(StreamReader reader, ShardDiscovery discovery) {}
}
