package assignmentmailer.stream;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.dynamodb.services.local.embedded.DynamoDBEmbedded;

/** The DynamoDB in this process that the tests keep their state tables in. */
final class Local {
    static final DynamoDbClient DYNAMO_DB = DynamoDBEmbedded.create().dynamoDbClient();

    private Local() {}
}
