package assignmentmailer.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

class RecordJsonTest {
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void writesARecordAsLambdaReceivesIt() throws Exception {
        Record record = Record.builder()
                .eventID("e-1")
                .eventName(OperationType.INSERT)
                .eventVersion("1.1")
                .eventSource("aws:dynamodb")
                .awsRegion("eu-west-1")
                .dynamodb(change -> change.approximateCreationDateTime(Instant.ofEpochSecond(1_700_000_000))
                        .keys(Map.of("id", AttributeValue.fromS("c-1")))
                        .newImage(Map.of("experience", AttributeValue.fromN("5.50")))
                        .sequenceNumber("111")
                        .sizeBytes(26L)
                        .streamViewType(StreamViewType.NEW_IMAGE))
                .build();

        assertThat(json.readTree(json.writeValueAsString(RecordJson.toMap(record))))
                .isEqualTo(json.readTree("""
                                {"eventID": "e-1", "eventName": "INSERT", "eventVersion": "1.1",
                                 "eventSource": "aws:dynamodb", "awsRegion": "eu-west-1",
                                 "dynamodb": {"ApproximateCreationDateTime": 1700000000,
                                   "Keys": {"id": {"S": "c-1"}},
                                   "NewImage": {"experience": {"N": "5.50"}},
                                   "SequenceNumber": "111", "SizeBytes": 26, "StreamViewType": "NEW_IMAGE"}}
                                """));
    }

    @Test
    void writesEveryTypeOfAttribute() throws Exception {
        Map<String, AttributeValue> image = Map.of(
                "binary", AttributeValue.fromB(SdkBytes.fromUtf8String("hi")),
                "flag", AttributeValue.fromBool(false),
                "nothing", AttributeValue.fromNul(true),
                "list", AttributeValue.fromL(List.of(AttributeValue.fromS("a"))),
                "emptyList", AttributeValue.fromL(List.of()),
                "map", AttributeValue.fromM(Map.of("k", AttributeValue.fromN("1"))),
                "texts", AttributeValue.fromSs(List.of("a", "b")),
                "numbers", AttributeValue.fromNs(List.of("1")),
                "binaries", AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("hi"))));
        Record record =
                Record.builder().dynamodb(change -> change.newImage(image)).build();

        assertThat(json.readTree(json.writeValueAsString(RecordJson.toMap(record)))
                        .at("/dynamodb/NewImage"))
                .isEqualTo(json.readTree("""
                                {"binary": {"B": "aGk="}, "flag": {"BOOL": false}, "nothing": {"NULL": true},
                                 "list": {"L": [{"S": "a"}]}, "emptyList": {"L": []}, "map": {"M": {"k": {"N": "1"}}},
                                 "texts": {"SS": ["a", "b"]}, "numbers": {"NS": ["1"]}, "binaries": {"BS": ["aGk="]}}
                                """));
    }
}
