package assignmentmailer.stream.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** The estimate is never below what objects on the heap take, whatever an item consists of. */
class RecordSizeTest {
    private static final int LARGE = 10_000;
    private static final String TEXT = "\u738b".repeat(LARGE);
    private static final SdkBytes BYTES = SdkBytes.fromByteArray(new byte[LARGE]);

    /** An {@code AttributeValue} has 13 fields or more. */
    private static final long SMALL_ATTRIBUTE = 16 + 13 * 4;

    static Stream<AttributeValue> large() {
        AttributeValue text = AttributeValue.fromS(TEXT);
        return Stream.of(
                AttributeValue.fromB(BYTES),
                AttributeValue.fromBs(List.of(BYTES)),
                AttributeValue.fromN("1".repeat(LARGE)),
                AttributeValue.fromNs(List.of("1".repeat(LARGE))),
                text,
                AttributeValue.fromSs(List.of(TEXT)),
                AttributeValue.fromL(List.of(text)),
                AttributeValue.fromM(Map.of("a", text)),
                AttributeValue.fromM(Map.of(TEXT, AttributeValue.fromBool(true))));
    }

    @ParameterizedTest
    @MethodSource("large")
    void countsTheContentOfEachType(AttributeValue value) {
        assertThat(heapBytes(value)).isGreaterThan(LARGE);
    }

    @Test
    void countsTwoBytesACharacter() {
        assertThat(heapBytes(AttributeValue.fromS(TEXT))).isGreaterThan(2 * LARGE);
    }

    @Test
    void countsTheObjectsOfSmallAttributes() {
        List<AttributeValue> flags = Collections.nCopies(LARGE, AttributeValue.fromBool(true));

        assertThat(heapBytes(AttributeValue.fromL(flags))).isGreaterThan(LARGE * SMALL_ATTRIBUTE);
    }

    @Test
    void countsKeysAndBothImages() {
        Map<String, AttributeValue> some = Map.of("id", AttributeValue.fromS(TEXT));

        assertThat(RecordSize.heapBytes(
                        record(StreamRecord.builder().keys(some).newImage(some).oldImage(some))))
                .isGreaterThan(3 * 2 * LARGE);
    }

    private static long heapBytes(AttributeValue value) {
        return RecordSize.heapBytes(record(StreamRecord.builder().newImage(Map.of("a", value))));
    }

    private static Record record(StreamRecord.Builder stream) {
        return Record.builder().dynamodb(stream.build()).build();
    }
}
