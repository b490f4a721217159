package assignmentmailer.stream.reading;

import assignmentmailer.stream.checkpoint.Checkpoint;
import assignmentmailer.stream.checkpoint.CheckpointStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * Discovers the shards of one stream and loads their checkpoints: all shards at intervals, a shard's children soon
 * after it finished. Not thread-safe.
 */
final class ShardDiscovery {
    /** DescribeStream may be called <a
     * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html">10 times a
     * second</a>. */
    private static final Duration BETWEEN_CALLS = Duration.ofMillis(100);

    /**
     * The pages up to which a list keeps its interval; longer lists are proportionally rarer, so that no list exceeds
     * one call per two seconds.
     */
    private static final int PAGES_A_LIST = 15;

    /** The failures after which a partial list is dropped: its position may have become invalid. */
    private static final int TRIES_A_PAGE = 5;

    private static final int SERVER_ERRORS = 500;

    /** The most items of one BatchGetItem call. */
    private static final int CHECKPOINTS_A_CALL = 100;

    private final ShardLister lister;
    private final CheckpointStore store;
    private final ReadingContext context;
    private final StreamReader reader;
    private final ChildSearch children;
    private @Nullable Listing listing;
    private long listAt;
    private int pages = 1;
    private int failures;
    private boolean filterIgnored;
    private final Streak drained = new Streak();
    private boolean childrenNext;

    ShardDiscovery(ShardLister lister, CheckpointStore store, ReadingContext context, StreamReader reader) {
        this.lister = lister;
        this.store = store;
        this.context = context;
        this.reader = reader;
        this.children = new ChildSearch(context.time(), context.timeouts().children());
        this.listAt = context.time().nanoTime();
    }

    /** Schedules a query for the children of a shard. */
    void wantChildren(String parentId) {
        children.want(parentId);
    }

    /** Returns whether the stream is disabled and lists have shown no unread shard for a minute. */
    boolean isOver() {
        return drained.length().compareTo(context.timeouts().settled()) >= 0;
    }

    /**
     * Makes the next DescribeStream call, if one is due.
     *
     * @return the time until the next step
     * @throws ResourceNotFoundException when the stream does not exist
     */
    Duration step() {
        Optional<String> parent = childrenByList() ? Optional.empty() : children.due();
        boolean list = listing != null || isListDue();
        // A long or failing list must not delay the search for children.
        childrenNext = parent.isPresent() && (!list || !childrenNext);
        if (childrenNext) {
            parent.ifPresent(this::findChildren);
        } else if (list) {
            list();
        }
        return untilNext();
    }

    /** Returns how long a complete list has been overdue. */
    Duration overdue() {
        return Duration.ofNanos(context.time().nanoTime() - listAt).minus(BETWEEN_CALLS.multipliedBy(2L * pages));
    }

    private boolean isListDue() {
        return context.time().nanoTime() - listAt >= 0
                || childrenByList() && children.due().isPresent();
    }

    private boolean childrenByList() {
        return filterIgnored || reader.isDisabled() || children.size() > pages;
    }

    private Duration untilNext() {
        if (listing != null) {
            return BETWEEN_CALLS;
        }
        Duration untilList = Duration.ofNanos(listAt - context.time().nanoTime());
        Duration next = children.untilNext()
                .filter(until -> until.compareTo(untilList) < 0)
                .orElse(untilList);
        return next.compareTo(BETWEEN_CALLS) > 0 ? next : BETWEEN_CALLS;
    }

    private void list() {
        Listing current = listing == null ? new Listing() : listing;
        listing = current;
        StreamPage page = nextPage(current);
        if (!page.enabled()) {
            reader.disable();
        }
        learn(page.shards());
        current.add(page);
        if (page.last() == null) {
            complete(current);
        }
    }

    private StreamPage nextPage(Listing current) {
        try {
            StreamPage page = lister.page(reader.arn(), current.last);
            failures = 0;
            return page;
        } catch (RuntimeException e) {
            failures++;
            if (failures % TRIES_A_PAGE == 0) {
                listing = null;
            }
            throw e;
        }
    }

    private void complete(Listing current) {
        listing = null;
        reader.learnAbsent(reader.unknownParents());
        reader.learnAgain(checkpoints(List.copyOf(reader.doubtful())));
        if (reader.readBefore().isPresent()) {
            return;
        }
        pages = current.pages;
        Duration pause = context.timeouts()
                .listing()
                .multipliedBy(Math.max(pages, PAGES_A_LIST))
                .dividedBy(PAGES_A_LIST);
        listAt = context.time().nanoTime() + pause.toNanos();
        Duration longestPause = longer(context.timeouts().gone(), pause.multipliedBy(2));
        reader.listed(current.shards, longestPause);
        noteDrained(longestPause);
        children.noneFound();
        children.wantOnly(reader.isDisabled() ? Set.of() : reader.finishedLeaves());
    }

    /** Counts consecutive lists without an unread shard: a single list may lag. */
    private void noteDrained(Duration longestPause) {
        if (reader.isDisabled() && reader.isDrained()) {
            drained.extend(context.time().nanoTime(), longestPause);
        } else {
            drained.end();
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void findChildren(String parentId) {
        StreamPage page = children(parentId).orElse(null);
        if (page == null) {
            return;
        }
        List<ListedShard> found = page.shards().stream()
                .filter(shard -> parentId.equals(shard.parentId()))
                .toList();
        filterIgnored = found.size() < page.shards().size();
        if (!page.enabled()) {
            reader.disable();
        }
        if (found.isEmpty()) {
            children.notFound(parentId);
            return;
        }
        learn(found);
        children.found(parentId);
        reader.childrenFound(parentId);
    }

    /** Lists a shard's children; empty when the server does not support the filter. */
    private Optional<StreamPage> children(String parentId) {
        try {
            return Optional.of(lister.children(reader.arn(), parentId));
        } catch (ResourceNotFoundException e) {
            throw e;
        } catch (AwsServiceException e) {
            if (e.statusCode() >= SERVER_ERRORS || RetryUtils.isThrottlingException(e)) {
                throw e;
            }
            filterIgnored = true;
            return Optional.empty();
        }
    }

    private void learn(List<ListedShard> shards) {
        List<ListedShard> unknown = reader.unknown(shards);
        reader.learn(unknown, checkpoints(unknown.stream().map(ListedShard::id).toList()));
    }

    private Map<String, Checkpoint> checkpoints(List<String> shardIds) {
        Map<String, Checkpoint> found = new HashMap<>();
        for (int from = 0; from < shardIds.size(); from += CHECKPOINTS_A_CALL) {
            Collection<String> some = shardIds.subList(from, Math.min(shardIds.size(), from + CHECKPOINTS_A_CALL));
            found.putAll(store.read(reader.arn(), some));
        }
        return found;
    }

    /** A list of shards in progress. */
    private static final class Listing {
        private final List<ListedShard> shards = new ArrayList<>();
        private @Nullable String last;
        private int pages;

        void add(StreamPage page) {
            shards.addAll(page.shards());
            last = page.last();
            pages++;
        }
    }
}
