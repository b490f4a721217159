package assignmentmailer.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Watches other workers' claims by this process's own monotonic clock: a claim that stays unchanged for a whole lease
 * while it is watched has outlived its lease, however far the two workers' clocks are apart.
 */
final class ClaimWatch {
    /** After so many leases a claim that nobody asked for again is forgotten. */
    private static final int FORGOTTEN_AFTER = 100;

    private final LongSupplier nanoClock;
    private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();

    ClaimWatch(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Returns whether this claim has been watched for its lease; the first look begins the watch. */
    boolean isOver(String key, LedgerEntry claim) {
        long now = nanoClock.getAsLong();
        Sighting sighting = sightings.compute(
                key, (same, before) -> before != null && before.claim().is(claim) ? before : new Sighting(claim, now));
        if (now - sighting.since() > claim.lease().toNanos()) {
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
