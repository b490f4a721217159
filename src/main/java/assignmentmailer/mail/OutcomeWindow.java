package assignmentmailer.mail;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Records the outcomes of the mails tried within the last minute, at most {@value #MOST}; a failed mail is judged by
 * the outcomes of the others.
 */
final class OutcomeWindow {
    /** The most outcomes kept: the mails of a few seconds. More would delay the detection of an outage. */
    static final int MOST = 50;

    /** The number of failures in a row that is unlikely to be chance. */
    static final int STREAK = 3;

    private static final long WITHIN = Duration.ofMinutes(1).toNanos();

    /** Outcomes by ledger key, the latest last. */
    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

    synchronized void note(String key, boolean taken, long now) {
        outcomes.remove(key);
        outcomes.put(key, new Outcome(taken, now));
        if (outcomes.size() > MOST) {
            outcomes.remove(outcomes.keySet().iterator().next());
        }
    }

    /**
     * Returns whether the latest {@value #STREAK} other mails all failed, which suggests the beginning of an outage.
     */
    synchronized boolean endsInFailures(String key, long now) {
        int failed = 0;
        for (Map.Entry<String, Outcome> entry : outcomes.entrySet()) {
            Outcome outcome = entry.getValue();
            if (now - outcome.at() <= WITHIN && !entry.getKey().equals(key)) {
                failed = outcome.taken() ? 0 : failed + 1;
            }
        }
        return failed >= STREAK;
    }

    /** Returns the outcome of the mails other than this one. */
    synchronized Others others(String key, long now) {
        int tried = 0;
        int taken = 0;
        for (Map.Entry<String, Outcome> entry : outcomes.entrySet()) {
            Outcome outcome = entry.getValue();
            if (now - outcome.at() <= WITHIN && !entry.getKey().equals(key)) {
                tried++;
                taken += outcome.taken() ? 1 : 0;
            }
        }
        if (tried == 0) {
            return Others.NONE_TRIED;
        }
        return 2 * taken > tried ? Others.MOSTLY_TAKEN : Others.MOSTLY_FAILED;
    }

    /** The outcome of the other mails. */
    enum Others {
        NONE_TRIED,
        MOSTLY_TAKEN,
        MOSTLY_FAILED
    }

    private record Outcome(boolean taken, long at) {}
}
