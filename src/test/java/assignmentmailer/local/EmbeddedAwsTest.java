package assignmentmailer.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.sqs.SqsClient;

class EmbeddedAwsTest {
    private final Properties properties = (Properties) System.getProperties().clone();

    @AfterEach
    void restoreProperties() {
        System.setProperties(properties);
    }

    @Test
    void hasACandidatesTableWithItsStreamOn() {
        try (EmbeddedAws aws = EmbeddedAws.inMemory()) {
            TableDescription table = aws.dynamoDb()
                    .describeTable(describe -> describe.tableName(CandidatesTable.NAME))
                    .table();

            assertThat(table.keySchema()).singleElement().satisfies(key -> assertThat(key.attributeName())
                    .isEqualTo("id"));
            assertThat(table.streamSpecification().streamViewType()).isEqualTo(StreamViewType.NEW_AND_OLD_IMAGES);
        }
    }

    @Test
    void leadsEveryClientHereWhateverWasSetBefore() {
        Stream.of("", "DynamoDb", "DynamoDbStreams", "Ses", "Sqs")
                .forEach(service -> System.setProperty("aws.endpointUrl" + service, "http://127.0.0.1:9"));
        try (EmbeddedAws aws = EmbeddedAws.inMemory()) {
            aws.sqs().create("candidates", Map.of());
            aws.systemProperties().forEach(System::setProperty);

            try (DynamoDbClient dynamoDb = DynamoDbClient.create();
                    DynamoDbStreamsClient streams = DynamoDbStreamsClient.create();
                    SesClient ses = SesClient.create();
                    SqsClient sqs = SqsClient.create()) {
                assertThat(dynamoDb.listTables().tableNames()).contains(CandidatesTable.NAME);
                assertThat(streams.listStreams().streams()).hasSize(1);
                assertThat(ses.getSendQuota().sentLast24Hours()).isZero();
                assertThat(sqs.listQueues().queueUrls()).hasSize(1);
            }
        }
    }

    @Test
    void findsItsDataAgain(@TempDir Path directory) throws Exception {
        String id;
        try (EmbeddedAws aws =
                EmbeddedAws.onDisk(directory, 0, LocalSes.start(EmbeddedAws.mails(directory)), null, null)) {
            assertThat(aws.candidates().created()).isTrue();
            id = aws.candidates().insert("José", "jose@example.com", "java", "5.5");
            aws.mailbox().add(new ReceivedMail("m1", 1, "a@example.com", List.of("b@example.com"), new byte[] {1}));
        }

        try (EmbeddedAws aws =
                EmbeddedAws.onDisk(directory, 0, LocalSes.start(EmbeddedAws.mails(directory)), null, null)) {
            assertThat(aws.candidates().created()).isFalse();
            assertThat(insertedIds(aws)).containsExactly(id);
            assertThat(aws.mailbox().mails()).singleElement().satisfies(mail -> {
                assertThat(mail.id()).isEqualTo("m1");
                assertThat(mail.raw()).containsExactly(1);
            });
        }
    }

    @Test
    void saysWhichPortIsTaken(@TempDir Path directory) throws Exception {
        try (LocalSes ses = LocalSes.start(ReceivedMails.inMemory());
                ServerSocket taken = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedAws.onDisk(directory, taken.getLocalPort(), ses, null, null))
                    .isInstanceOfSatisfying(
                            PortTakenException.class, e -> assertThat(e.port()).isEqualTo(taken.getLocalPort()));
        }
    }

    private static List<String> insertedIds(EmbeddedAws aws) {
        aws.systemProperties().forEach(System::setProperty);
        try (DynamoDbStreamsClient streams = DynamoDbStreamsClient.create()) {
            String stream = aws.dynamoDb()
                    .describeTable(describe -> describe.tableName(CandidatesTable.NAME))
                    .table()
                    .latestStreamArn();
            Shard shard = streams.describeStream(describe -> describe.streamArn(stream))
                    .streamDescription()
                    .shards()
                    .get(0);
            String iterator = streams.getShardIterator(get -> get.streamArn(stream)
                            .shardId(shard.shardId())
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator();
            return streams.getRecords(get -> get.shardIterator(iterator)).records().stream()
                    .map(record -> record.dynamodb().keys().get("id").s())
                    .toList();
        }
    }
}
