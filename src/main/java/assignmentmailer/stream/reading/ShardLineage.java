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
 * The lineage of a stream's shards and the state of each, which decide when a shard may be read.
 *
 * <p>A shard becomes finished only by a finished checkpoint or by being read to its end. A shard omitted by a list is
 * absent, perhaps only briefly.
 */
final class ShardLineage {
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Set<String>> children = new HashMap<>();

    boolean knows(String shardId) {
        return nodes.containsKey(shardId);
    }

    /** Adds a shard listed for the first time. */
    Node add(ListedShard shard, @Nullable Checkpoint checkpoint) {
        Node node = new Node(shard, checkpoint);
        nodes.put(shard.id(), node);
        if (shard.parentId() != null) {
            children.computeIfAbsent(shard.parentId(), parent -> new LinkedHashSet<>())
                    .add(shard.id());
        }
        return node;
    }

    /** Adds a shard that no list contains, but that a listed child names as its parent. */
    void addAbsent(ListedShard shard) {
        Node node = new Node(shard, null);
        node.absent = new Streak();
        node.everListed = false;
        nodes.put(shard.id(), node);
    }

    /**
     * Applies a complete list, all of whose shards are known.
     *
     * @param nanos the time of completion
     * @param longestPause the longest time between two lists whose omissions of a shard count as consecutive
     */
    void listed(Collection<ListedShard> shards, long nanos, Duration longestPause) {
        Map<String, ListedShard> listed =
                shards.stream().collect(Collectors.toMap(ListedShard::id, shard -> shard, (one, other) -> other));
        nodes.forEach((id, node) -> node.listed(listed.get(id), nanos, longestPause));
        forget();
    }

    /** Returns the unlisted parents of waiting shards. */
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

    /** Returns the unfinished shards that complete lists have omitted for this long. */
    List<Node> missing(Duration absentFor) {
        return select(node -> node.state == State.WAITING && node.absentFor().compareTo(absentFor) >= 0);
    }

    /** Returns waiting shards whose parent is absent and unfinished, together with these parents. */
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

    /** Applies a checkpoint written after the shard was added. */
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

    /** Returns the finished, listed shards with their checkpoints. */
    Map<String, Checkpoint> finished() {
        Map<String, Checkpoint> finished = new HashMap<>();
        nodes.values().stream()
                .filter(node -> node.state == State.FINISHED && !node.isAbsent())
                .forEach(node -> finished.put(node.id(), Objects.requireNonNull(node.checkpoint)));
        return finished;
    }

    /** Returns the earliest {@code readUntil} of all checkpoints, empty when there is none. */
    Optional<Instant> oldestCheckpoint() {
        return nodes.values().stream()
                .map(Node::checkpoint)
                .filter(Objects::nonNull)
                .map(Checkpoint::readUntil)
                .min(Instant::compareTo);
    }

    /** Returns the finished, listed shards without known children. */
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

    /** Returns whether every known shard is finished. */
    boolean allFinished() {
        return nodes.values().stream().allMatch(Node::isFinished);
    }

    /** Removes finished shards that are no longer listed, unless a waiting child needs them. */
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

    /** One shard and its state. */
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

        /** Returns whether any list contained the shard. */
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
            absent.extend(nanos, longestPause);
        }
    }
}
