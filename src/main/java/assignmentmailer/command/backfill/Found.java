package assignmentmailer.command.backfill;

import assignmentmailer.ledger.LedgerEntry;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One item of the candidates' table beside its entry in the ledger, without what the item contains.
 *
 * @param key the item's key
 * @param ledgerKey the candidate's key in the ledger
 * @param heapBytes the estimated heap that the item takes
 */
record Found(
        Map<String, AttributeValue> key,
        String ledgerKey,
        Standing standing,
        Optional<LedgerEntry> entry,
        long heapBytes) {}
