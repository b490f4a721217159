package assignmentmailer.ledger;

import java.time.Instant;
import org.apache.camel.Handler;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Reads when the table got the item of a change record. */
public final class RecordTime {

    /** Returns the time in whole seconds, rounded down, or null when the record has none. */
    @Handler
    public @Nullable Instant of(Record record) {
        return record.dynamodb() == null ? null : record.dynamodb().approximateCreationDateTime();
    }
}
