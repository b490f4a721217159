package assignmentmailer.bench;

import assignmentmailer.local.CandidatesTable;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A table of numbered candidates; the number is in the address, so that a mail tells whom it is for. */
final class Candidates {
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
        put(number, 0);
    }

    /** Puts a candidate who is there already once more. */
    void modify(int number, int times) {
        for (int i = 1; i <= times; i++) {
            put(number, i);
        }
    }

    /** The number of the candidate with that address. */
    static int indexOf(String address) {
        return Integer.parseInt(address.substring(0, address.indexOf('@')));
    }

    private void put(int number, int version) {
        dynamoDb.putItem(put -> put.tableName(table)
                .item(Map.of(
                        "id", AttributeValue.fromS("candidate-" + number),
                        "fullname", AttributeValue.fromS("Candidate " + number),
                        "email", AttributeValue.fromS(number + "@example.com"),
                        "skills", AttributeValue.fromS("java, version " + version),
                        "experience", AttributeValue.fromN("" + number % 12))));
    }
}
