package assignmentmailer.mail;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The mails that have failed in this process and are to come again; each of them does, or ends, so that there are no
 * more of them than records in flight or waiting.
 */
public final class FailingMails {
    private final Map<String, Failing> failing = new ConcurrentHashMap<>();

    /** Returns how often it has failed, this time included. */
    int failed(String key) {
        return failing.merge(
                        key, new Failing(1, false), (before, one) -> new Failing(before.times() + 1, before.held()))
                .times();
    }

    /** Notes that all mails were held for a fault of this one; returns whether they were so before. */
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
