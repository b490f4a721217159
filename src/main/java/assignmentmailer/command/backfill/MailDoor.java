package assignmentmailer.command.backfill;

import assignmentmailer.ledger.OperatorDecision;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** The way to the service's own routes, by which a candidate is mailed. */
public interface MailDoor extends AutoCloseable {
    /** What became of a mail. */
    enum End {
        MAILED,
        /** The ledger says that it was sent, or that the candidate was handled elsewhere. */
        PASSED_OVER,
        /** Another process is at it. */
        LEFT,
        FAILED,
        /** To be tried again. */
        WAITS,
        /** The command is being stopped. */
        STOPPED
    }

    /**
     * The end of one attempt.
     *
     * @param reason why it failed, empty when it did not
     * @param delay until the next attempt of a mail that waits
     */
    record Ending(End end, String reason, Duration delay) {
        static Ending of(End end) {
            return new Ending(end, "", Duration.ZERO);
        }
    }

    /** Mails a candidate, once it is the mail's turn; the calls of several threads go on at the same time. */
    Ending mail(Record record, OperatorDecision decision);

    /** Returns why all mails wait, empty when they do not. */
    Optional<String> held();

    /** Lets calls that send end, and those that wait for their turn at once. */
    @Override
    void close();
}
