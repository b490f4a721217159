package assignmentmailer.stream.reading;

import assignmentmailer.stream.schedule.Backoff;
import assignmentmailer.stream.schedule.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The finished shards whose children are to be found, each of them asked for at growing intervals. Safe for use by many threads. */
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

    /** Has the children of these shards found, and of no others. */
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

    /** Notes that all shards were listed, which found the children that there are. */
    synchronized void noneFound() {
        searches.replaceAll((id, search) -> search.isDue(time) ? next(search.tries + 1) : search);
    }

    synchronized int size() {
        return searches.size();
    }

    /** Returns a shard whose children are to be asked for now. */
    synchronized Optional<String> due() {
        return searches.entrySet().stream()
                .filter(search -> search.getValue().isDue(time))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Returns how long nothing is to be asked for, empty where nothing is wanted. */
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
