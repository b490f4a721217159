package assignmentmailer.command;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The clients with which a check looks at AWS.
 *
 * @param credentials the credentials of all clients
 * @param sqs of the region of the queue of candidates
 */
public record AwsClients(
        AwsCredentialsProvider credentials,
        StsClient sts,
        DynamoDbClient dynamoDb,
        DynamoDbStreamsClient streams,
        SqsClient sqs,
        SesClient ses)
        implements AutoCloseable {
    @Override
    public void close() {
        sts.close();
        dynamoDb.close();
        streams.close();
        sqs.close();
        ses.close();
    }
}
