package assignmentmailer.chaos;

import assignmentmailer.local.SesCall;
import assignmentmailer.local.SesError;
import assignmentmailer.local.SesFault;
import assignmentmailer.local.SesReply;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Refuses mails above the account's rate in any one second. */
final class StrictRate implements SesFault {
    private final int perSecond;
    private final Deque<Long> lastSecond = new ArrayDeque<>();
    private int calls;
    private int refused;

    StrictRate(int perSecond) {
        this.perSecond = perSecond;
    }

    @Override
    public SesReply answer(SesCall call, Supplier<SesReply> ses) {
        if (call.sends() && !takes()) {
            return SesError.MAXIMUM_SENDING_RATE_EXCEEDED.answer(call, ses);
        }
        return ses.get();
    }

    /** Returns whether the rate admits one more mail now. */
    synchronized boolean takes() {
        long now = System.nanoTime();
        calls++;
        lastSecond.removeIf(at -> now - at > TimeUnit.SECONDS.toNanos(1));
        if (lastSecond.size() >= perSecond) {
            refused++;
            return false;
        }
        lastSecond.add(now);
        return true;
    }

    synchronized int calls() {
        return calls;
    }

    synchronized int refused() {
        return refused;
    }
}
