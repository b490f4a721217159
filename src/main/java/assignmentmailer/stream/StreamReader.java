package assignmentmailer.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** Reads one stream: opens each of its shards once all that came before it is done. */
final class StreamReader {
    private final ReadingContext context;
    private final CheckpointStore store;
    private final Runnable discoverSoon;
    private final StreamMark mark;
    private final Map<String, ShardReader> open = new ConcurrentHashMap<>();
    private final Map<String, Optional<Checkpoint>> checkpoints = new HashMap<>();
    private final Set<String> done = new HashSet<>();
    private Lineage lineage = new Lineage(List.of());
    private volatile boolean first;
    private volatile boolean superseded;
    private volatile boolean stopped;
    private boolean vanished;

    /**
     * @param first whether no instance has read this stream before
     * @param discoverSoon asks for a call of {@link #discovered}
     */
    StreamReader(ReadingContext context, CheckpointStore store, StreamMark mark, boolean first, Runnable discoverSoon) {
        this.context = context;
        this.store = store;
        this.mark = mark;
        this.first = first;
        this.discoverSoon = discoverSoon;
    }

    String arn() {
        return mark.streamArn();
    }

    StreamMark mark() {
        return mark;
    }

    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Tells that the table has another stream now, so that this one only has to be read to its end. */
    void supersede() {
        superseded = true;
    }

    boolean isSuperseded() {
        return superseded;
    }

    int openShards() {
        return open.size();
    }

    Collection<ShardReader> shards() {
        return open.values();
    }

    void discoverSoon() {
        discoverSoon.run();
    }

    /**
     * Takes in a new list of the stream's shards, and opens those that may be read.
     *
     * @throws SdkException when a checkpoint cannot be read, whose shard is left for the next call
     */
    void discovered(List<Shard> listed) {
        Lineage found = new Lineage(listed);
        List<SdkException> failures = new ArrayList<>();
        Map<String, Optional<Checkpoint>> lookedUp = first ? Map.of() : lookUp(found, failures);
        List<ShardReader> opened;
        synchronized (this) {
            forgetUnlisted(found);
            lineage = found;
            checkpoints.putAll(lookedUp);
            if (first) {
                beginAnew();
            }
            markDone();
            opened = openReadable();
            first = false;
        }
        listed.stream().filter(Shard::closed).forEach(this::close);
        opened.forEach(ShardReader::start);
        open.values().stream()
                .filter(reader -> reader.isMissing() && !found.contains(reader.shardId()))
                .forEach(ShardReader::vanish);
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    /** Ends a stream that is there no more, together with all its shards. */
    void vanish() {
        if (vanished) {
            return;
        }
        vanished = true;
        context.gaps().report("(all) of " + arn(), "the last one read", "the next stream");
        open.values().forEach(ShardReader::vanish);
        synchronized (this) {
            lineage = new Lineage(List.of());
        }
    }

    /** Returns whether all of the stream is done. */
    synchronized boolean isDone() {
        return open.isEmpty() && lineage.allDone(done);
    }

    /** Returns whether a shard has ended whose children are not known yet. */
    synchronized boolean waitsForChildren() {
        return lineage.leaves().stream().anyMatch(done::contains)
                || lineage.shards().isEmpty();
    }

    /** Tells that a shard has been read to its end and all its records are done. */
    void finished(ShardReader reader) {
        List<ShardReader> opened;
        boolean childless;
        synchronized (this) {
            done.add(reader.shardId());
            checkpoints.put(reader.shardId(), Optional.of(Checkpoint.finished(null)));
            open.remove(reader.shardId());
            opened = stopped ? List.of() : openReadable();
            childless = !lineage.hasChildren(reader.shardId());
        }
        opened.forEach(ShardReader::start);
        if (childless) {
            discoverSoon();
        }
    }

    private void close(Shard shard) {
        ShardReader reader = open.get(shard.id());
        if (reader != null) {
            reader.close();
        }
    }

    /** Reads the checkpoints of shards that are new here; one that cannot be read is among the failures, and stalls no other. */
    private Map<String, Optional<Checkpoint>> lookUp(Lineage found, List<SdkException> failures) {
        Map<String, Optional<Checkpoint>> lookedUp = new HashMap<>();
        for (Shard shard : found.shards()) {
            if (!isKnown(shard.id())) {
                try {
                    Optional<Checkpoint> checkpoint = store.read(arn(), shard.id());
                    if (checkpoint.isEmpty() && found.isOrphan(shard)) {
                        reportLostParent(shard);
                    }
                    lookedUp.put(shard.id(), checkpoint);
                } catch (SdkException e) {
                    failures.add(e);
                }
            }
        }
        return lookedUp;
    }

    private synchronized boolean isKnown(String shardId) {
        return checkpoints.containsKey(shardId);
    }

    /** A shard that nobody opened, although its parent is gone, follows something that nobody read to the end. */
    private void reportLostParent(Shard shard) {
        String parentId = shard.parentId();
        if (parentId == null || isKnown(parentId)) {
            return;
        }
        Optional<Checkpoint> parent = store.read(arn(), parentId);
        if (!parent.map(Checkpoint::finished).orElse(false)) {
            String from = parent.map(Checkpoint::acknowledged)
                    .map(SequenceNumber::text)
                    .orElse("its start");
            context.gaps().report(parentId, from, "shard " + shard.id());
        }
    }

    private void forgetUnlisted(Lineage found) {
        Set<String> kept = found.shards().stream()
                .flatMap(shard -> Stream.of(shard.id(), Objects.requireNonNullElse(shard.parentId(), shard.id())))
                .collect(Collectors.toSet());
        kept.addAll(open.keySet());
        checkpoints.keySet().retainAll(kept);
        done.retainAll(kept);
    }

    /** At the very first start nothing has a checkpoint, and who wants only what is new begins at the leaves. */
    private void beginAnew() {
        Set<String> leaves = lineage.leaves();
        for (Shard shard : lineage.shards()) {
            checkpoints.put(shard.id(), Optional.empty());
            if (mark.since() != null && !leaves.contains(shard.id())) {
                done.add(shard.id());
            }
        }
    }

    private void markDone() {
        Set<String> opened = new HashSet<>();
        checkpoints.forEach((id, checkpoint) -> {
            if (checkpoint.isPresent()) {
                opened.add(id);
            }
            if (isFinished(id)) {
                done.add(id);
            }
        });
        done.addAll(lineage.ancestorsOf(opened));
    }

    private boolean isFinished(@Nullable String shardId) {
        return checkpoints
                .getOrDefault(shardId, Optional.empty())
                .map(Checkpoint::finished)
                .orElse(false);
    }

    private List<ShardReader> openReadable() {
        List<ShardReader> opened = new ArrayList<>();
        for (Shard shard : lineage.readable(done)) {
            if (mayOpen(shard)) {
                ShardReader reader = new ShardReader(context, this, shard, cursor(shard));
                open.put(shard.id(), reader);
                opened.add(reader);
                context.checkpoints().save(arn(), shard.id(), Checkpoint.OPENED);
            }
        }
        return opened;
    }

    /** A parent that is listed no more may still have records on their way. */
    private boolean mayOpen(Shard shard) {
        boolean parentOpen = shard.parentId() != null && open.containsKey(shard.parentId());
        return !parentOpen && !open.containsKey(shard.id()) && checkpoints.containsKey(shard.id());
    }

    private ShardCursor cursor(Shard shard) {
        Optional<SequenceNumber> acknowledged =
                checkpoints.getOrDefault(shard.id(), Optional.empty()).map(Checkpoint::acknowledged);
        if (acknowledged.isPresent()) {
            return ShardCursor.after(context.client(), arn(), shard.id(), acknowledged.get());
        }
        Instant since = mark.since();
        if (since == null || isFinished(shard.parentId())) {
            return ShardCursor.atStart(context.client(), arn(), shard.id());
        }
        return first
                ? ShardCursor.atEnd(context.client(), arn(), shard.id(), since)
                : ShardCursor.since(context.client(), arn(), shard.id(), since);
    }
}
