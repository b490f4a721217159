package assignmentmailer.command;

import software.amazon.awssdk.services.dynamodb.model.Record;

/** Finds the dead letters of a candidate. */
@FunctionalInterface
public interface LetterSearch {
    /** @param keys a record with the candidate's key */
    Letters find(Record keys);
}
