package assignmentmailer.replay;

import assignmentmailer.deadletter.DeadLetterReason;
import java.io.Serial;

/** Thrown when a record's key cannot be that of an item in the candidates table. */
public final class ForeignKeyException extends Exception implements DeadLetterReason {
    @Serial
    private static final long serialVersionUID = 1L;

    ForeignKeyException(String table, Throwable cause) {
        super("the record's key does not match the primary key of the table " + table, cause);
    }

    @Override
    public String reason() {
        return "bad-record";
    }
}
