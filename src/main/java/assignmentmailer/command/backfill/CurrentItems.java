package assignmentmailer.command.backfill;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/** Reads items as they are now, at the pace of the scan. */
final class CurrentItems {
    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Reading reading;

    CurrentItems(DynamoDbClient dynamoDb, String table, Reading reading) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.reading = reading;
    }

    /** Returns the item by a consistent read, empty when there is none. */
    Map<String, AttributeValue> read(Map<String, AttributeValue> key) throws InterruptedException {
        GetItemRequest request = GetItemRequest.builder()
                .tableName(table)
                .key(key)
                .consistentRead(true)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        reading.pace().await(1);
        GetItemResponse answer = reading.patience().call(() -> dynamoDb.getItem(request));
        if (answer.consumedCapacity() != null) {
            reading.pace().settle(1, answer.consumedCapacity().capacityUnits());
        }
        return answer.item();
    }
}
