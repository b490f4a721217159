package assignmentmailer.command;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The clients with which a check looks at AWS.
 *
 * @param credentials the credentials of all clients
 */
public record AwsClients(
        AwsCredentialsProvider credentials,
        StsClient sts,
        DynamoDbClient dynamoDb,
        DynamoDbStreamsClient streams,
        SesClient ses)
        implements AutoCloseable {
    @Override
    public void close() {
        sts.close();
        dynamoDb.close();
        streams.close();
        ses.close();
    }
}
