package assignmentmailer.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Identity;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** Records of every attribute type survive the way to JSON and back. */
class RecordConversionProperties {
    private static final int LEVELS = 3;
    private static final Identity TIME_TO_LIVE = Identity.builder()
            .type("Service")
            .principalId("dynamodb.amazonaws.com")
            .build();

    private final CamelContext context = new DefaultCamelContext();

    @Property(tries = 1000, seed = "15", edgeCases = EdgeCasesMode.NONE)
    void nothingOfARecordIsLostInBytes(@ForAll("records") Record record) throws Exception {
        byte[] json = convert(byte[].class, record);

        assertThat(convert(Record.class, json)).isEqualTo(record);
    }

    @Property(tries = 200, seed = "15", edgeCases = EdgeCasesMode.NONE)
    void aSecondConversionWritesTheSameText(@ForAll("records") Record record) throws Exception {
        String json = convert(String.class, record);

        assertThat(convert(String.class, convert(Record.class, json))).isEqualTo(json);
    }

    private <T> T convert(Class<T> type, Object value) throws Exception {
        return context.getTypeConverter().mandatoryConvertTo(type, value);
    }

    @Provide
    Arbitrary<Record> records() {
        return Combinators.combine(
                        Arbitraries.of(OperationType.INSERT, OperationType.MODIFY, OperationType.REMOVE),
                        Arbitraries.longs().between(0, 4_000_000_000L),
                        Arbitraries.integers().between(0, 999_999_999).injectNull(0.5),
                        Arbitraries.maps(texts(), key()).ofMinSize(1).ofMaxSize(2),
                        images(),
                        images(),
                        Arbitraries.of(true, false))
                .as((type, second, nanos, keys, before, after, isService) -> Record.builder()
                        .eventID("5f1c")
                        .eventName(type)
                        .eventVersion("1.1")
                        .eventSource("aws:dynamodb")
                        .awsRegion("eu-west-1")
                        .userIdentity(isService ? TIME_TO_LIVE : null)
                        .dynamodb(change -> change.approximateCreationDateTime(
                                        Instant.ofEpochSecond(second, nanos == null ? 0 : nanos))
                                .keys(keys)
                                .oldImage(before)
                                .newImage(after)
                                .sequenceNumber("4421584500000000017450439091")
                                .sizeBytes(second)
                                .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES))
                        .build());
    }

    private static Arbitrary<Map<String, AttributeValue>> images() {
        return Arbitraries.maps(texts(), attributes(LEVELS)).ofMaxSize(4).injectNull(0.1);
    }

    private static Arbitrary<AttributeValue> attributes(int levels) {
        Arbitrary<AttributeValue> flat = Arbitraries.oneOf(
                key(),
                Arbitraries.of(true, false).map(AttributeValue::fromBool),
                Arbitraries.just(AttributeValue.fromNul(true)),
                texts().list().ofMaxSize(3).map(AttributeValue::fromSs),
                numbers().list().ofMaxSize(3).map(AttributeValue::fromNs),
                bytes().list().ofMaxSize(3).map(AttributeValue::fromBs));
        if (levels == 0) {
            return flat;
        }
        Arbitrary<AttributeValue> inside = attributes(levels - 1);
        return Arbitraries.frequencyOf(
                Tuple.of(3, flat),
                Tuple.of(1, inside.list().ofMaxSize(3).map(AttributeValue::fromL)),
                Tuple.of(1, Arbitraries.maps(texts(), inside).ofMaxSize(3).map(AttributeValue::fromM)));
    }

    private static Arbitrary<AttributeValue> key() {
        return Arbitraries.oneOf(
                texts().map(AttributeValue::fromS),
                numbers().map(AttributeValue::fromN),
                bytes().map(AttributeValue::fromB));
    }

    /** Every character: controls, quotes, pairs of surrogates; no lone surrogate, which UTF-8 cannot express. */
    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings()
                        .all()
                        .ofMaxLength(8)
                        .map(text -> text.replaceAll("[\\x{D800}-\\x{DFFF}]", "\uD83D\uDE00")),
                Arbitraries.of("payload", "Records", "record", "reason", "text", "S", "NULL"));
    }

    /** As DynamoDB prints them: 38 digits, from 1E-130 to 9.9E+125. */
    private static Arbitrary<String> numbers() {
        return Arbitraries.of(
                "0",
                "-0.50",
                "5.50",
                "12345678901234567890123456789012345678",
                "0.12345678901234567890123456789012345678",
                "1E-130",
                "9.9999999999999999999999999999999999999E+125");
    }

    private static Arbitrary<SdkBytes> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(6).map(SdkBytes::fromByteArray);
    }
}
