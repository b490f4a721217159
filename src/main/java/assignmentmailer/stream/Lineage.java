package assignmentmailer.stream;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The family tree of a stream's shards, which says what may be read when. */
final class Lineage {
    private final Map<String, Shard> shards = new LinkedHashMap<>();
    private final Set<String> parents;

    Lineage(Collection<Shard> listed) {
        listed.forEach(shard -> shards.put(shard.id(), shard));
        parents = listed.stream().map(Shard::parentId).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /** Returns the shards that are not done but whose parent is: done itself, or so old that it is listed no more. */
    List<Shard> readable(Set<String> done) {
        return shards.values().stream()
                .filter(shard -> !done.contains(shard.id()))
                .filter(shard -> isOrphan(shard) || done.contains(shard.parentId()))
                .toList();
    }

    /** Returns the shards that nothing follows: where a reader begins that wants only what is new. */
    Set<String> leaves() {
        return shards.keySet().stream().filter(id -> !parents.contains(id)).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns all that must have been done before these shards could be opened. */
    Set<String> ancestorsOf(Collection<String> opened) {
        Set<String> ancestors = new HashSet<>();
        for (String id : opened) {
            Shard shard = shards.get(id);
            while (shard != null && shard.parentId() != null && ancestors.add(shard.parentId())) {
                shard = shards.get(shard.parentId());
            }
        }
        return ancestors;
    }

    boolean isOrphan(Shard shard) {
        return shard.parentId() == null || !shards.containsKey(shard.parentId());
    }

    boolean hasChildren(String id) {
        return parents.contains(id);
    }

    boolean contains(String id) {
        return shards.containsKey(id);
    }

    boolean allDone(Set<String> done) {
        return done.containsAll(shards.keySet());
    }

    Collection<Shard> shards() {
        return shards.values();
    }
}
