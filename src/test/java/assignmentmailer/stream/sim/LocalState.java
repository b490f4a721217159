package assignmentmailer.stream.sim;

import assignmentmailer.local.EmbeddedAws;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The embedded DynamoDB for the tests' state tables. */
public final class LocalState {
    public static final DynamoDbClient DYNAMO_DB = EmbeddedAws.inMemory().dynamoDb();

    private LocalState() {}
}
