package assignmentmailer.stream.sim;

import assignmentmailer.local.EmbeddedAws;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The DynamoDB in this process that the tests keep their state tables in. */
public final class LocalState {
    public static final DynamoDbClient DYNAMO_DB = EmbeddedAws.inMemory().dynamoDb();

    private LocalState() {}
}
