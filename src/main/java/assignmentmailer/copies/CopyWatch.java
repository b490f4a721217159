package assignmentmailer.copies;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Tells copies that send from those that ended, by this process's own monotonic clock: a lease observed unchanged for its
 * whole duration has ended, regardless of clock skew between copies. Not thread-safe.
 */
final class CopyWatch {
    private final long lease;
    private final Map<String, Sighting> sightings = new HashMap<>();

    CopyWatch(Duration lease) {
        this.lease = lease.toNanos();
    }

    /**
     * Notes the leases of the other copies.
     *
     * @param now the nanoseconds after they were read
     */
    void observe(Map<String, CopyLease> others, long now) {
        sightings.keySet().retainAll(others.keySet());
        others.forEach((copy, seen) -> sightings.merge(
                copy,
                new Sighting(seen, now),
                (before, latest) -> before.lease().equals(latest.lease()) ? before : latest));
    }

    /** Returns the leases of the copies that send, by their ids. */
    Map<String, CopyLease> alive(long now) {
        return leases(sighting -> !sighting.hasEnded(now, lease));
    }

    /** Returns the leases that ended and are still kept, by the ids of their copies. */
    Map<String, CopyLease> ended(long now) {
        return leases(sighting -> sighting.hasEnded(now, lease));
    }

    private Map<String, CopyLease> leases(Predicate<Sighting> which) {
        return sightings.entrySet().stream()
                .filter(copy -> which.test(copy.getValue()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, copy -> copy.getValue().lease()));
    }

    private record Sighting(CopyLease lease, long since) {
        boolean hasEnded(long now, long lease) {
            return now - since > lease;
        }
    }
}
