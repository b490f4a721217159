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

/** Reads one stream: opens each of its shards once all that came before it is acknowledged. */
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
     * @param history where no reader has read this stream before: the shards that were closed at {@code bookmark.since()},
     *     otherwise null
     * @param whenChildrenWanted told of a shard that is finished and whose children are not known
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

    /** Tells that the stream gets no more records, so that it only has to be read to its end. */
    void disable() {
        disabled = true;
    }

    Collection<ShardReader> shards() {
        return open.values();
    }

    /** Returns the shards of a list that are not known, whose checkpoints have to be looked up. */
    synchronized List<ListedShard> unknown(List<ListedShard> listed) {
        return listed.stream().filter(shard -> !lineage.knows(shard.id())).toList();
    }

    /** Returns the parents that no list names. */
    synchronized Set<String> unknownParents() {
        return lineage.unknownParents();
    }

    /** Takes in shards together with their checkpoints; opens none. */
    synchronized void learn(List<ListedShard> shards, Map<String, Checkpoint> checkpoints) {
        shards.forEach(shard -> lineage.add(shard, checkpoints.get(shard.id())));
    }

    /** Returns the shards that wait for one that is missing, and those that are: another instance may know more of them. */
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
     * Returns up to when an earlier reader has read the stream, though no bookmark said that there was one; empty where
     * nothing speaks against a first start.
     */
    synchronized Optional<Instant> readBefore() {
        return history == null ? Optional.empty() : lineage.oldestCheckpoint();
    }

    /** Has the checkpoints of finished shards written again, which the state table has lost. */
    synchronized void saveFinished() {
        lineage.finished().forEach((id, checkpoint) -> context.checkpoints().save(arn(), id, checkpoint));
    }

    /** Takes in a complete list, all of whose shards are known, and opens those that may be read. */
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

    /** Takes in the children of a shard, all of them known, and opens those that may be read. */
    void childrenFound(String parentId) {
        List<ShardReader> opened;
        synchronized (this) {
            opened = openReadable(lineage.waitingChildren(parentId));
        }
        opened.forEach(ShardReader::start);
    }

    /** Ends a stream that is there no more; its loss is reported already. */
    void abandon() {
        disable();
        open.values().forEach(ShardReader::abandon);
    }

    /** Returns whether all of the stream that is known is acknowledged, or lost and reported. */
    synchronized boolean isDrained() {
        return open.isEmpty() && lineage.allFinished();
    }

    /** Returns since when changes may wait, read or unread; empty where none does. */
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

    /** Returns the moment before which whatever was written to the stream is acknowledged, or was never due. */
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

    /** A reader that wants only what is new needs nothing of a shard that was closed before. */
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

    /** Returns from when on the records of a shard are due, empty where it may not be read yet. */
    private Optional<Instant> dueFrom(ShardLineage.Node node) {
        ShardLineage.Node parent = lineage.parentOf(node).orElse(null);
        boolean parentIsDone = parent == null || parent.isFinished();
        boolean parentIsNotDue = parent != null
                && parent.isAbsent()
                && !parent.isOpen()
                && (history != null || node.checkpoint() != null);
        return parentIsDone || parentIsNotDue ? Optional.of(readUntil(node)) : Optional.empty();
    }

    /** A shard that is listed no more, and that nobody read to its end, is given up after a while. */
    private void giveUpMissing() {
        Instant now = context.clock().instant();
        for (ShardLineage.Node node : lineage.missing(context.patience().gone())) {
            Instant from = readUntil(node);
            if (isDue(node, from, now)) {
                context.gaps().report(node.id(), from, now);
            }
            finish(node, later(from, Retention.toldUntil(now)));
        }
    }

    /** A shard of which only a child tells was due unless it was trimmed before anybody was there to read it. */
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

    /** A shard that nobody has read gets its first record after the last of the shard that it follows. */
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
