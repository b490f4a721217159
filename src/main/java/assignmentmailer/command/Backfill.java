package assignmentmailer.command;

import assignmentmailer.command.backfill.BackfillSession;
import java.util.Optional;

/** Prepares runs of the command backfill. */
@FunctionalInterface
public interface Backfill {
    /** @throws Exception when settings, routes or AWS do not allow a run; the message names the remedy */
    BackfillSession open(Request request) throws Exception;

    /**
     * What a run is to do.
     *
     * @param isSending whether candidates are to be mailed
     * @param where the condition for candidates, in Camel's simple language; empty for all
     * @param readUnits the read units a second that may be consumed, 0 for any number
     */
    record Request(boolean isSending, Optional<String> where, double readUnits) {}
}
