package assignmentmailer.mail;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tracks the mails that failed in this process and await redelivery. Each is redelivered or ends, so their number is
 * bounded by the records in flight or waiting.
 */
public final class FailingMails {
    private final Map<String, Failing> failing = new ConcurrentHashMap<>();

    /** Counts a failure; returns the mail's failures, this one included. */
    int failed(String key) {
        return failing.merge(
                        key, new Failing(1, false), (before, one) -> new Failing(before.times() + 1, before.held()))
                .times();
    }

    /** Records that this mail's failure began a hold; returns whether an earlier failure of this mail did. */
    boolean held(String key) {
        Failing before = failing.put(key, new Failing(times(key), true));
        return before != null && before.held();
    }

    public boolean contains(String key) {
        return failing.containsKey(key);
    }

    void ended(String key) {
        failing.remove(key);
    }

    private int times(String key) {
        Failing now = failing.get(key);
        return now == null ? 0 : now.times();
    }

    private record Failing(int times, boolean held) {}
}
