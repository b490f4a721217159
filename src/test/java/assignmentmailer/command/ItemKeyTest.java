package assignmentmailer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

class ItemKeyTest {
    private static final TableDescription COMPOSITE = table(
            ScalarAttributeType.S,
            KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build(),
            KeySchemaElement.builder()
                    .attributeName("job")
                    .keyType(KeyType.RANGE)
                    .build());

    @Test
    void isAText() {
        assertThat(ItemKey.of(simple(ScalarAttributeType.S), "007", Optional.empty()))
                .isEqualTo(Map.of("id", AttributeValue.fromS("007")));
    }

    @ParameterizedTest
    @CsvSource({"007, 7", "7.50, 7.5", "1e3, 1000"})
    void isANumberAsDynamoDbWritesIt(String typed, String number) {
        assertThat(ItemKey.of(simple(ScalarAttributeType.N), typed, Optional.empty()))
                .isEqualTo(Map.of("id", AttributeValue.fromN(number)));
    }

    @Test
    void isBytesInBase64() {
        assertThat(ItemKey.of(simple(ScalarAttributeType.B), "AQI=", Optional.empty()))
                .isEqualTo(Map.of("id", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {1, 2}))));
    }

    @Test
    void isTwoAttributes() {
        assertThat(ItemKey.of(COMPOSITE, "ada", Optional.of("java")))
                .isEqualTo(Map.of("id", AttributeValue.fromS("ada"), "job", AttributeValue.fromS("java")));
    }

    @Test
    void namesTheAttributeThatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ItemKey.of(COMPOSITE, "ada", Optional.empty()))
                .withMessage("the table's key has a second attribute, job: give its value by --sort");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ItemKey.of(simple(ScalarAttributeType.S), "ada", Optional.of("java")))
                .withMessage("the table's key is one attribute, id: leave out --sort");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ItemKey.of(simple(ScalarAttributeType.N), "ada", Optional.empty()))
                .withMessage("the key attribute id is a number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ItemKey.of(simple(ScalarAttributeType.B), "!", Optional.empty()))
                .withMessage("the key attribute id is Base64");
    }

    private static TableDescription simple(ScalarAttributeType type) {
        return table(
                type,
                KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build());
    }

    private static TableDescription table(ScalarAttributeType type, KeySchemaElement... key) {
        return TableDescription.builder()
                .keySchema(key)
                .attributeDefinitions(Arrays.stream(key)
                        .map(element -> AttributeDefinition.builder()
                                .attributeName(element.attributeName())
                                .attributeType(type)
                                .build())
                        .toList())
                .build();
    }
}
