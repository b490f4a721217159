package assignmentmailer.mail;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers which of the mails tried within the last minute SES took, at most {@value #MOST} of them: whoever fails is
 * judged by how the others fared.
 */
final class OutcomeWindow {
    /** As many as are tried in a few seconds; more would make the judgement slow to see that SES has fallen ill. */
    static final int MOST = 50;

    /** So many failures in a row are hardly chance. */
    static final int STREAK = 3;

    private static final long WITHIN = Duration.ofMinutes(1).toNanos();

    /** By the mail's key, the latest outcome last. */
    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

    synchronized void note(String key, boolean taken, long now) {
        outcomes.remove(key);
        outcomes.put(key, new Outcome(taken, now));
        if (outcomes.size() > MOST) {
            outcomes.remove(outcomes.keySet().iterator().next());
        }
    }

    /** Whether the {@value #STREAK} others that were tried last all failed: SES may just have fallen ill. */
    synchronized boolean isLosing(String key, long now) {
        int failed = 0;
        for (Map.Entry<String, Outcome> entry : outcomes.entrySet()) {
            Outcome outcome = entry.getValue();
            if (now - outcome.at() <= WITHIN && !entry.getKey().equals(key)) {
                failed = outcome.taken() ? 0 : failed + 1;
            }
        }
        return failed >= STREAK;
    }

    /** How the mails other than this one fared. */
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

    /** How the other mails fared. */
    enum Others {
        NONE_TRIED,
        MOSTLY_TAKEN,
        MOSTLY_FAILED
    }

    private record Outcome(boolean taken, long at) {}
}
