package assignmentmailer.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Detects abandoned claims of other workers by this process's own monotonic clock: a claim observed unchanged for a
 * whole lease is abandoned, regardless of clock skew between workers.
 */
final class ClaimWatch {
    /** The number of leases after which an observation that was not repeated is dropped. */
    private static final int FORGOTTEN_AFTER = 100;

    private final LongSupplier nanoClock;
    private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();

    ClaimWatch(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * Returns whether this claim has been observed unchanged for longer than its lease; the first call starts the
     * observation.
     */
    boolean isAbandoned(String key, LedgerEntry claim) {
        return isUnchangedFor(claim.lease(), key, claim);
    }

    /** Returns whether this entry has been observed unchanged for longer than a time; likewise. */
    boolean isUnchangedFor(Duration time, String key, LedgerEntry claim) {
        long now = nanoClock.getAsLong();
        Sighting sighting = sightings.compute(
                key, (same, before) -> before != null && before.claim().is(claim) ? before : new Sighting(claim, now));
        if (now - sighting.since() > time.toNanos()) {
            sightings.remove(key);
            return true;
        }
        sightings.values().removeIf(old -> old.isForgotten(now));
        return false;
    }

    private record Sighting(LedgerEntry claim, long since) {
        boolean isForgotten(long now) {
            Duration limit = claim.lease().multipliedBy(FORGOTTEN_AFTER);
            return now - since > limit.toNanos();
        }
    }
}
