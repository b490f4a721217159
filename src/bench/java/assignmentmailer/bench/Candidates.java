package assignmentmailer.bench;

import assignmentmailer.local.CandidatesTable;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** A table of numbered candidates; the address contains the number, which identifies the candidate of a mail. */
final class Candidates {
    /** The most items of one BatchWriteItem call. */
    private static final int BATCH = 25;

    private final DynamoDbClient dynamoDb;
    private final String table;

    private Candidates(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    static Candidates create(DynamoDbClient dynamoDb, String table) {
        CandidatesTable.create(dynamoDb, table);
        return new Candidates(dynamoDb, table);
    }

    String table() {
        return table;
    }

    void insert(int number) {
        dynamoDb.putItem(put -> put.tableName(table).item(item(number, 0)));
    }

    /** Inserts candidates from number 0, each followed by a number of changes. */
    void insert(int count, int changesEach) {
        for (int from = 0; from < count; from += BATCH) {
            for (int version = 0; version <= changesEach; version++) {
                put(from, Math.min(count, from + BATCH), version);
            }
        }
    }

    /** Returns the number of the candidate with an address. */
    static int indexOf(String address) {
        return Integer.parseInt(address.substring(0, address.indexOf('@')));
    }

    private void put(int from, int to, int version) {
        List<WriteRequest> puts = IntStream.range(from, to)
                .mapToObj(number -> WriteRequest.builder()
                        .putRequest(put -> put.item(item(number, version)))
                        .build())
                .toList();
        dynamoDb.batchWriteItem(write -> write.requestItems(Map.of(table, puts)));
    }

    private static Map<String, AttributeValue> item(int number, int version) {
        return Map.of(
                "id", AttributeValue.fromS("candidate-" + number),
                "fullname", AttributeValue.fromS("Candidate " + number),
                "email", AttributeValue.fromS(number + "@example.com"),
                "skills", AttributeValue.fromS("java, version " + version),
                "experience", AttributeValue.fromN("" + number % 12));
    }
}
