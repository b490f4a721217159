package assignmentmailer.stream.reading;

import assignmentmailer.stream.schedule.Backoff;
import assignmentmailer.stream.schedule.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tracks the finished shards whose children are unknown, each queried at growing intervals. Thread-safe. */
final class ChildSearch {
    private final TimeSource time;
    private final Backoff waits;
    private final Map<String, Search> searches = new LinkedHashMap<>();

    ChildSearch(TimeSource time, Backoff waits) {
        this.time = time;
        this.waits = waits;
    }

    synchronized void want(String parentId) {
        searches.putIfAbsent(parentId, next(1));
    }

    /** Restricts the search to the children of these shards. */
    synchronized void wantOnly(Set<String> parentIds) {
        searches.keySet().retainAll(parentIds);
        parentIds.forEach(this::want);
    }

    synchronized void found(String parentId) {
        searches.remove(parentId);
    }

    synchronized void notFound(String parentId) {
        searches.computeIfPresent(parentId, (id, search) -> next(search.tries + 1));
    }

    /** Records a complete list of shards: searches that were due found no children yet. */
    synchronized void noneFound() {
        searches.replaceAll((id, search) -> search.isDue(time) ? next(search.tries + 1) : search);
    }

    synchronized int size() {
        return searches.size();
    }

    /** Returns a shard whose children are due to be queried. */
    synchronized Optional<String> due() {
        return searches.entrySet().stream()
                .filter(search -> search.getValue().isDue(time))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Returns the time until the next query is due, empty when there is no search. */
    synchronized Optional<Duration> untilNext() {
        long now = time.nanoTime();
        return searches.values().stream()
                .map(search -> Duration.ofNanos(search.dueAt - now))
                .min(Duration::compareTo);
    }

    private Search next(int tries) {
        return new Search(tries, time.nanoTime() + waits.after(tries, 0).toNanos());
    }

    private record Search(int tries, long dueAt) {
        boolean isDue(TimeSource time) {
            return time.nanoTime() - dueAt >= 0;
        }
    }
}
