package assignmentmailer.local;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** What goes wrong with calls to the local SES; {@link SesError}s are faults too. */
@FunctionalInterface
public interface SesFault {
    /** Nothing goes wrong. */
    SesFault NONE = (call, ses) -> ses.get();

    /**
     * Answers a call.
     *
     * @param ses lets SES do as it is told and gives its answer; until it is asked, nothing is sent
     */
    SesReply answer(SesCall call, Supplier<SesReply> ses);

    /** The connection ends before SES has done anything. */
    static SesFault hangUpBefore() {
        return (call, ses) -> SesReply.HANG_UP;
    }

    /** SES does as it is told, but the connection ends before it can say so. */
    static SesFault hangUpAfter() {
        return (call, ses) -> {
            ses.get();
            return SesReply.HANG_UP;
        };
    }

    /** SES does as it is told, and says so only after a time. */
    static SesFault delay(Duration time) {
        return (call, ses) -> {
            SesReply reply = ses.get();
            try {
                // the delay is the fault
                Thread.sleep(time.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return reply;
        };
    }

    /** Each mail to be sent meets the next of these faults, and none when there are no more; other calls meet none. */
    static SesFault inTurn(SesFault... faults) {
        Iterator<SesFault> turns = List.of(faults).iterator();
        return (call, ses) -> {
            SesFault turn = NONE;
            synchronized (turns) {
                if (call.sends() && turns.hasNext()) {
                    turn = turns.next();
                }
            }
            return turn.answer(call, ses);
        };
    }
}
