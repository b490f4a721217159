package assignmentmailer.mail;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Records the outcomes of the mails tried within the last minute, at most {@value #MOST}; a failed mail is judged by
 * the outcomes of the others.
 */
public final class OutcomeWindow {
    /** The most outcomes kept: the mails of a few seconds. More would delay the detection of an outage. */
    static final int MOST = 50;

    /** The number of failures in a row that is unlikely to be chance. */
    static final int STREAK = 3;

    private static final long WITHIN = Duration.ofMinutes(1).toNanos();

    /** Outcomes by ledger key, the latest last. */
    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

    synchronized void note(String key, boolean taken, long now) {
        note(key, new Outcome(taken ? Kind.TAKEN : Kind.FAILED, now));
    }

    /** Records that SES refused a mail's content, which counts for other mails only if SES refuses them, too. */
    synchronized void noteRefused(String key, long now) {
        note(key, new Outcome(Kind.REFUSED, now));
    }

    private void note(String key, Outcome outcome) {
        outcomes.remove(key);
        outcomes.put(key, outcome);
        if (outcomes.size() > MOST) {
            outcomes.remove(outcomes.keySet().iterator().next());
        }
    }

    /** Returns whether SES accepted none of the latest {@value #STREAK} other mails: an outage may have begun. */
    synchronized boolean isLosing(String key, long now) {
        int lost = 0;
        for (Map.Entry<String, Outcome> entry : outcomes.entrySet()) {
            Outcome outcome = entry.getValue();
            if (now - outcome.at() <= WITHIN && !entry.getKey().equals(key)) {
                lost = outcome.kind() == Kind.TAKEN ? 0 : lost + 1;
            }
        }
        return lost >= STREAK;
    }

    /** Returns the outcome of the mails other than this one, without those that SES refused for their content. */
    synchronized Others others(String key, long now) {
        int tried = 0;
        int taken = 0;
        for (Map.Entry<String, Outcome> entry : outcomes.entrySet()) {
            Outcome outcome = entry.getValue();
            boolean counts = outcome.kind() != Kind.REFUSED && now - outcome.at() <= WITHIN;
            if (counts && !entry.getKey().equals(key)) {
                tried++;
                taken += outcome.kind() == Kind.TAKEN ? 1 : 0;
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

    private enum Kind {
        TAKEN,
        FAILED,
        REFUSED
    }

    private record Outcome(Kind kind, long at) {}
}
