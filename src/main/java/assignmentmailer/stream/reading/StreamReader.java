package assignmentmailer.stream.reading;

import assignmentmailer.stream.checkpoint.Checkpoint;
import assignmentmailer.stream.checkpoint.StreamBookmark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one stream: opens each shard once its parent is finished. */
final class StreamReader implements ShardOwner {
    private final ReadingContext context;
    private final StreamBookmark bookmark;
    private final Consumer<String> whenChildrenWanted;
    private final Map<String, ShardReader> open = new ConcurrentHashMap<>();
    private final ShardLineage lineage = new ShardLineage();
    private @Nullable Set<String> history;
    private volatile boolean disabled;
    private volatile boolean stopped;

    /**
     * @param history on a first start, the shards that were closed at {@code bookmark.since()}; otherwise null
     * @param whenChildrenWanted called with a finished shard whose children are unknown
     */
    StreamReader(
            ReadingContext context,
            StreamBookmark bookmark,
            @Nullable Set<String> history,
            Consumer<String> whenChildrenWanted) {
        this.context = context;
        this.bookmark = bookmark;
        this.history = history;
        this.whenChildrenWanted = whenChildrenWanted;
    }

    @Override
    public String arn() {
        return bookmark.streamArn();
    }

    @Override
    public int openShards() {
        return open.size();
    }

    @Override
    public boolean isStopped() {
        return stopped;
    }

    @Override
    public boolean isDisabled() {
        return disabled;
    }

    StreamBookmark bookmark() {
        return bookmark;
    }

    void stop() {
        stopped = true;
    }

    /** Marks the stream as disabled: it gets no more records and is read to its end. */
    void disable() {
        disabled = true;
    }

    Collection<ShardReader> shards() {
        return open.values();
    }

    /** Returns the unknown shards of a list, whose checkpoints must be loaded. */
    synchronized List<ListedShard> unknown(List<ListedShard> listed) {
        return listed.stream().filter(shard -> !lineage.knows(shard.id())).toList();
    }

    /** Returns the parents that no list contains. */
    synchronized Set<String> unknownParents() {
        return lineage.unknownParents();
    }

    /** Adds shards with their checkpoints, without opening them. */
    synchronized void learn(List<ListedShard> shards, Map<String, Checkpoint> checkpoints) {
        shards.forEach(shard -> lineage.add(shard, checkpoints.get(shard.id())));
    }

    /**
     * Returns waiting shards with a missing parent, and these parents; another instance may have written checkpoints
     * for them.
     */
    synchronized Set<String> doubtful() {
        return lineage.doubtful();
    }

    synchronized void learnAgain(Map<String, Checkpoint> checkpoints) {
        checkpoints.forEach(lineage::learn);
    }

    /** Takes in shards that no list names; their checkpoints are learnt with those of the other doubtful ones. */
    synchronized void learnAbsent(Collection<String> shardIds) {
        Instant now = context.clock().instant();
        shardIds.forEach(id -> lineage.addAbsent(new ListedShard(id, null, true, now)));
    }

    /**
     * Returns up to when checkpoints without a bookmark show that the stream has been read; empty on a genuine first
     * start.
     */
    synchronized Optional<Instant> readBefore() {
        return history == null ? Optional.empty() : lineage.oldestCheckpoint();
    }

    /** Writes the checkpoints of finished shards again, because the state table has lost them. */
    synchronized void saveFinished() {
        lineage.finished().forEach((id, checkpoint) -> context.checkpoints().save(arn(), id, checkpoint));
    }

    /** Applies a complete list, all of whose shards are known, and opens the shards that may be read. */
    void listed(List<ListedShard> shards, Duration longestPause) {
        List<ShardReader> opened;
        synchronized (this) {
            lineage.listed(shards, context.time().nanoTime(), longestPause);
            passOver(history);
            giveUpMissing();
            opened = openReadable(lineage.waiting());
            history = null;
        }
        shards.forEach(this::tellReader);
        opened.forEach(ShardReader::start);
    }

    /** Opens the children of a shard that may be read; all of them are known. */
    void childrenFound(String parentId) {
        List<ShardReader> opened;
        synchronized (this) {
            opened = openReadable(lineage.waitingChildren(parentId));
        }
        opened.forEach(ShardReader::start);
    }

    /** Ends a stream that no longer exists; its gap is reported already. */
    void abandon() {
        disable();
        open.values().forEach(ShardReader::abandon);
    }

    /** Returns whether every known record of the stream is acknowledged, or lost and reported. */
    synchronized boolean isDrained() {
        return open.isEmpty() && lineage.allFinished();
    }

    /** Returns since when changes may be waiting, read or unread; empty when none is. */
    synchronized Optional<Instant> oldestDue() {
        Stream<Instant> unopened = lineage.waiting().stream()
                .filter(node ->
                        lineage.parentOf(node).map(parent -> !parent.isOpen()).orElse(true))
                .map(this::readUntil);
        Stream<Instant> opened = open.values().stream()
                .map(shard -> shard.progress().oldestDue())
                .flatMap(Optional::stream);
        return Stream.concat(unopened, opened).min(Instant::compareTo);
    }

    synchronized Set<String> finishedLeaves() {
        return lineage.finishedLeaves();
    }

    synchronized boolean hasChildren(String shardId) {
        return lineage.hasChildren(shardId);
    }

    /** Returns the time before which every record written to the stream is acknowledged or was never due. */
    Instant readUntil() {
        return open.values().stream()
                .map(shard -> shard.progress().readUntil())
                .min(Instant::compareTo)
                .orElse(bookmark.since());
    }

    @Override
    public void finished(String shardId, Instant readUntil) {
        List<ShardReader> opened;
        boolean childless;
        synchronized (this) {
            lineage.finished(shardId, Checkpoint.finished(null, readUntil));
            open.remove(shardId);
            opened = stopped ? List.of() : openReadable(lineage.waitingChildren(shardId));
            childless = !lineage.hasChildren(shardId);
        }
        opened.forEach(ShardReader::start);
        if (childless) {
            whenChildrenWanted.accept(shardId);
        }
    }

    private void tellReader(ListedShard shard) {
        ShardReader reader = open.get(shard.id());
        if (reader != null) {
            reader.listed(shard);
        }
    }

    /** Finishes the shards closed before a first start that skips older records. */
    private void passOver(@Nullable Set<String> closed) {
        if (closed != null && bookmark.onlyNew()) {
            lineage.waiting().stream()
                    .filter(node -> closed.contains(node.id()))
                    .forEach(node -> finish(node, bookmark.since()));
        }
    }

    private List<ShardReader> openReadable(List<ShardLineage.Node> candidates) {
        List<ShardReader> opened = new ArrayList<>();
        for (ShardLineage.Node node : candidates) {
            dueFrom(node).ifPresent(from -> opened.add(open(node, from)));
        }
        return opened;
    }

    private ShardReader open(ShardLineage.Node node, Instant from) {
        Checkpoint stored = node.checkpoint();
        Checkpoint checkpoint = stored == null ? Checkpoint.at(null, from) : stored;
        ShardReader reader = new ShardReader(context, this, node.shard(), start(), checkpoint);
        node.open();
        open.put(node.id(), reader);
        if (stored == null) {
            context.checkpoints().save(arn(), node.id(), checkpoint);
        }
        return reader;
    }

    /** Returns since when a shard's records are due, empty when the shard may not be read yet. */
    private Optional<Instant> dueFrom(ShardLineage.Node node) {
        ShardLineage.Node parent = lineage.parentOf(node).orElse(null);
        boolean parentIsDone = parent == null || parent.isFinished();
        boolean parentIsNotDue = parent != null
                && parent.isAbsent()
                && !parent.isOpen()
                && (history != null || node.checkpoint() != null);
        return parentIsDone || parentIsNotDue ? Optional.of(readUntil(node)) : Optional.empty();
    }

    /** Gives up shards that lists have omitted for long and that were not read to their end. */
    private void giveUpMissing() {
        Instant now = context.clock().instant();
        for (ShardLineage.Node node : lineage.missing(context.timeouts().gone())) {
            Instant from = readUntil(node);
            if (isDue(node, from, now)) {
                context.gaps().report(node.id(), from, now);
            }
            finish(node, later(from, Retention.reportedUntil(now)));
        }
    }

    /**
     * Returns whether a missing shard's records were due. A shard known only from its child was not, if it was trimmed
     * before the first start.
     */
    private boolean isDue(ShardLineage.Node node, Instant from, Instant now) {
        boolean childIsNew = lineage.waitingChildren(node.id()).stream().anyMatch(child -> child.checkpoint() == null);
        return node.wasListed() || node.checkpoint() != null || childIsNew && Retention.mayHaveTrimmed(from, now);
    }

    private void finish(ShardLineage.Node node, Instant readUntil) {
        Checkpoint finished = Checkpoint.finished(null, readUntil);
        node.finish(finished);
        context.checkpoints().save(arn(), node.id(), finished);
    }

    private ShardStart start() {
        return bookmark.onlyNew() ? ShardStart.since(bookmark.since(), arn()) : ShardStart.ofAll();
    }

    /**
     * Returns up to when a shard has been read. The first record of an unread shard is younger than the last of its
     * parent.
     */
    private Instant readUntil(ShardLineage.Node node) {
        Instant until = bookmark.since();
        Optional<ShardLineage.Node> next = Optional.of(node);
        while (next.isPresent()) {
            Checkpoint checkpoint = next.get().checkpoint();
            if (checkpoint != null) {
                return later(until, checkpoint.readUntil());
            }
            next = lineage.parentOf(next.get());
        }
        return until;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
