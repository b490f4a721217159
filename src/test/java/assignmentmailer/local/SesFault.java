package assignmentmailer.local;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** A fault of calls to the local SES; {@link SesError}s are faults too. */
@FunctionalInterface
public interface SesFault {
    /** No fault. */
    SesFault NONE = (call, ses) -> ses.get();

    /**
     * Answers a call.
     *
     * @param ses executes the call and returns SES's response; nothing is sent before
     */
    SesReply answer(SesCall call, Supplier<SesReply> ses);

    /** Closes the connection before SES executes the call. */
    static SesFault hangUpBefore() {
        return (call, ses) -> SesReply.HANG_UP;
    }

    /** Executes the call, but closes the connection before the response. */
    static SesFault hangUpAfter() {
        return (call, ses) -> {
            ses.get();
            return SesReply.HANG_UP;
        };
    }

    /**
     * Denies an action as IAM does (IAM user guide, "Troubleshoot access denied error messages"; SES names no resource of
     * actions that have none).
     */
    static SesFault denied(String action) {
        return (call, ses) -> call.action().equals(action)
                ? SesReply.error(
                        403,
                        "AccessDenied",
                        "User: arn:aws:iam::000000000000:user/local is not authorized to perform: ses:" + action
                                + " because no identity-based policy allows the ses:" + action + " action")
                : ses.get();
    }

    /** Executes the call, and delays the response. */
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

    /** Applies the next of these faults to each mail, and none after the last; other calls succeed. */
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
