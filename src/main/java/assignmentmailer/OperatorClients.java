package assignmentmailer;

import assignmentmailer.aws.AwsHttpClients;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;

/** The clients of a command, for single calls: with the service's proxies, and an answer or an error within 10 seconds. */
final class OperatorClients {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(4);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

    private OperatorClients() {}

    static StsClient sts(AwsCredentialsProvider credentials) {
        return StsClient.builder()
                .credentialsProvider(credentials)
                .httpClientBuilder(http())
                .overrideConfiguration(limits())
                .build();
    }

    static DynamoDbClient dynamoDb(AwsCredentialsProvider credentials) {
        return DynamoDbClient.builder()
                .credentialsProvider(credentials)
                .httpClientBuilder(http())
                .overrideConfiguration(limits())
                .build();
    }

    /** @param connections the most calls at once */
    static DynamoDbClient dynamoDb(AwsCredentialsProvider credentials, int connections) {
        return DynamoDbClient.builder()
                .credentialsProvider(credentials)
                .httpClientBuilder(http().maxConnections(connections))
                .overrideConfiguration(limits())
                .build();
    }

    static DynamoDbStreamsClient streams(AwsCredentialsProvider credentials) {
        return DynamoDbStreamsClient.builder()
                .credentialsProvider(credentials)
                .httpClientBuilder(http())
                .overrideConfiguration(limits())
                .build();
    }

    /** @param region empty for that of the AWS configuration */
    static SqsClient sqs(AwsCredentialsProvider credentials, Optional<String> region) {
        SqsClientBuilder builder = SqsClient.builder();
        region.map(Region::of).ifPresent(builder::region);
        return builder.credentialsProvider(credentials)
                .httpClientBuilder(http())
                .overrideConfiguration(limits())
                .build();
    }

    private static ApacheHttpClient.Builder http() {
        return AwsHttpClients.builder().connectionTimeout(CONNECT).socketTimeout(LONGEST_ANSWER);
    }

    private static Consumer<ClientOverrideConfiguration.Builder> limits() {
        return override -> override.apiCallTimeout(LONGEST_CALL);
    }
}
