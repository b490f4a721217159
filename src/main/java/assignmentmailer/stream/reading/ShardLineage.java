package assignmentmailer.stream.reading;

import assignmentmailer.stream.checkpoint.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The family tree of a stream's shards, and what is known of each: what may be read when.
 *
 * <p>Only a checkpoint that says so, or the end of its reading, makes a shard finished. A shard that a list leaves out is
 * absent, which may be for a moment.
 */
final class ShardLineage {
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Set<String>> children = new HashMap<>();

    boolean knows(String shardId) {
        return nodes.containsKey(shardId);
    }

    /** Takes in a shard that a list names for the first time. */
    Node add(ListedShard shard, @Nullable Checkpoint checkpoint) {
        Node node = new Node(shard, checkpoint);
        nodes.put(shard.id(), node);
        if (shard.parentId() != null) {
            children.computeIfAbsent(shard.parentId(), parent -> new LinkedHashSet<>())
                    .add(shard.id());
        }
        return node;
    }

    /** Takes in a shard that no list names, but one of its children does. */
    void addAbsent(ListedShard shard) {
        Node node = new Node(shard, null);
        node.absent = new Streak();
        node.everListed = false;
        nodes.put(shard.id(), node);
    }

    /**
     * Takes in a complete list, all of whose shards are known.
     *
     * @param nanos when it was complete
     * @param longestPause how far apart two lists may be that leave a shard out, and still say that it is missing
     */
    void listed(Collection<ListedShard> shards, long nanos, Duration longestPause) {
        Map<String, ListedShard> listed =
                shards.stream().collect(Collectors.toMap(ListedShard::id, shard -> shard, (one, other) -> other));
        nodes.forEach((id, node) -> node.listed(listed.get(id), nanos, longestPause));
        forget();
    }

    /** Returns the parents of shards that wait, where no list names them. */
    Set<String> unknownParents() {
        return nodes.values().stream()
                .filter(Node::isWaiting)
                .map(node -> node.shard.parentId())
                .filter(Objects::nonNull)
                .filter(parent -> !nodes.containsKey(parent))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    List<Node> waiting() {
        return select(Node::isWaiting);
    }

    /** Returns the shards that complete lists have left out for so long, and that nobody has read to their end. */
    List<Node> missing(Duration absentFor) {
        return select(node -> node.state == State.WAITING && node.absentFor().compareTo(absentFor) >= 0);
    }

    /** Returns the shards that wait for one that is absent and not finished, and that one as well. */
    Set<String> doubtful() {
        Set<String> doubtful = new LinkedHashSet<>();
        for (Node node : waiting()) {
            parentOf(node)
                    .filter(parent -> parent.isAbsent() && parent.state == State.WAITING)
                    .ifPresent(parent -> {
                        doubtful.add(node.id());
                        doubtful.add(parent.id());
                    });
        }
        return doubtful;
    }

    /** Takes in a checkpoint that was written since the shard was added. */
    void learn(String shardId, Checkpoint checkpoint) {
        Node node = nodes.get(shardId);
        if (node != null && node.state == State.WAITING) {
            node.checkpoint = checkpoint;
            node.state = checkpoint.finished() ? State.FINISHED : State.WAITING;
        }
    }

    List<Node> waitingChildren(String parentId) {
        return children.getOrDefault(parentId, Set.of()).stream()
                .map(nodes::get)
                .filter(Objects::nonNull)
                .filter(Node::isWaiting)
                .toList();
    }

    boolean hasChildren(String shardId) {
        return children.getOrDefault(shardId, Set.of()).stream().anyMatch(nodes::containsKey);
    }

    /** Returns the shards that are finished and listed, with what is known of each. */
    Map<String, Checkpoint> finished() {
        Map<String, Checkpoint> finished = new HashMap<>();
        nodes.values().stream()
                .filter(node -> node.state == State.FINISHED && !node.isAbsent())
                .forEach(node -> finished.put(node.id(), Objects.requireNonNull(node.checkpoint)));
        return finished;
    }

    /** Returns the oldest moment up to which a checkpoint says that a shard is read, empty where there is no checkpoint. */
    Optional<Instant> oldestCheckpoint() {
        return nodes.values().stream()
                .map(Node::checkpoint)
                .filter(Objects::nonNull)
                .map(Checkpoint::readUntil)
                .min(Instant::compareTo);
    }

    /** Returns the shards that are finished and listed, and that none is known to follow. */
    Set<String> finishedLeaves() {
        return nodes.values().stream()
                .filter(node -> node.state == State.FINISHED && !node.isAbsent())
                .map(Node::id)
                .filter(id -> !hasChildren(id))
                .collect(Collectors.toSet());
    }

    Optional<Node> parentOf(Node node) {
        return Optional.ofNullable(node.shard.parentId()).map(nodes::get);
    }

    void finished(String shardId, Checkpoint checkpoint) {
        Node node = nodes.get(shardId);
        if (node != null) {
            node.finish(checkpoint);
        }
    }

    /** Returns whether every shard that is known is finished. */
    boolean allFinished() {
        return nodes.values().stream().allMatch(Node::isFinished);
    }

    /** What is finished and gone from the list matters only to children that wait for it. */
    private void forget() {
        Set<String> awaited = new HashSet<>();
        waiting().forEach(node -> awaited.add(node.shard.parentId()));
        nodes.values()
                .removeIf(node -> node.state == State.FINISHED && node.isAbsent() && !awaited.contains(node.id()));
        children.keySet().removeIf(parent -> !nodes.containsKey(parent) && !hasChildren(parent));
    }

    private List<Node> select(Predicate<Node> which) {
        return nodes.values().stream().filter(which).toList();
    }

    private enum State {
        WAITING,
        OPEN,
        FINISHED
    }

    /** One shard. */
    static final class Node {
        private ListedShard shard;
        private State state;
        private @Nullable Checkpoint checkpoint;
        private @Nullable Streak absent;
        private boolean everListed = true;

        private Node(ListedShard shard, @Nullable Checkpoint checkpoint) {
            this.shard = shard;
            this.checkpoint = checkpoint;
            this.state = checkpoint != null && checkpoint.finished() ? State.FINISHED : State.WAITING;
        }

        String id() {
            return shard.id();
        }

        ListedShard shard() {
            return shard;
        }

        @Nullable
        Checkpoint checkpoint() {
            return checkpoint;
        }

        boolean isWaiting() {
            return state == State.WAITING && absent == null;
        }

        boolean isOpen() {
            return state == State.OPEN;
        }

        boolean isFinished() {
            return state == State.FINISHED;
        }

        private Duration absentFor() {
            return absent == null ? Duration.ZERO : absent.length();
        }

        /** Returns whether a list has ever named the shard. */
        boolean wasListed() {
            return everListed;
        }

        boolean isAbsent() {
            return absent != null;
        }

        void open() {
            state = State.OPEN;
        }

        void finish(Checkpoint finished) {
            state = State.FINISHED;
            checkpoint = finished;
        }

        private void listed(@Nullable ListedShard listed, long nanos, Duration longestPause) {
            if (listed != null) {
                shard = listed;
                everListed = true;
                absent = null;
                return;
            }
            if (absent == null) {
                absent = new Streak();
            }
            absent.goOn(nanos, longestPause);
        }
    }
}
