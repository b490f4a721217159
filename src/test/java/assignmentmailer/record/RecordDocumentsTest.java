package assignmentmailer.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.TypeConversionException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Records in the payloads of Lambda, EventBridge Pipes and Kinesis, and in this service's dead letters. */
class RecordDocumentsTest {
    private static final String RECORD =
            "{\"eventName\":\"INSERT\",\"dynamodb\":{\"Keys\":{\"id\":{\"S\":\"c-1\"}},\"NewImage\":%s}}";

    /** Bytes a character that are allocated, most of them for a moment: half of what a tree takes and keeps. */
    private static final int LITTLE = 20;

    private final CamelContext context = new DefaultCamelContext();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {"pipes-sqs-body-insert", "lambda-dynamodb-event", "lambda-on-failure-s3", "dead-letter-of-ours"})
    void readsTheRecordInAPayload(String payload) throws Exception {
        Record record = convert(Record.class, payload(payload));

        assertThat(record.eventID()).isEqualTo("5f1c1f2f0f8e4c3fa6f4a0e3a1b2c3d4");
        assertThat(record.eventName()).isEqualTo(OperationType.INSERT);
        assertThat(record.dynamodb().approximateCreationDateTime()).isEqualTo(Instant.ofEpochSecond(1_795_593_600));
        assertThat(record.dynamodb().keys()).containsOnlyKeys("id");
        assertThat(record.dynamodb().newImage())
                .containsEntry("experience", AttributeValue.fromN("4.5"))
                .hasSize(5);
    }

    @Test
    void readsEachRecordOfABatch() throws Exception {
        List<Record> records = new ArrayList<>();
        for (String document : convert(RecordDocuments.class, payload("pipes-source-batch"))) {
            records.add(convert(Record.class, document));
        }

        assertThat(records)
                .extracting(Record::eventName)
                .containsExactly(OperationType.INSERT, OperationType.MODIFY, OperationType.REMOVE);
        assertThat(records.get(2).userIdentity().principalId()).isEqualTo("dynamodb.amazonaws.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lambda-on-failure-sqs", "pipes-dead-letter", "kinesis-dynamodb-record-data"})
    void readsNoRecordInAPayloadWithoutOne(String payload) throws Exception {
        String text = payload(payload);

        assertThat(convert(RecordDocuments.class, text)).containsExactly(text);
        assertUnreadable(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "\"text\"",
                "{}",
                "[]",
                "[[]]",
                "{\"Records\":[]}",
                "{",
                "Hello jane@example.com",
                "{\"eventName\":\"INSERT\"}",
                "{\"eventName\":\"INSERT\",\"dynamodb\":{}}",
                "{\"payload\":\"\"}"
            })
    void takesATextWithoutARecordAsOneUnreadableDocument(String text) throws Exception {
        assertThat(convert(RecordDocuments.class, text)).hasSize(1);
        assertUnreadable(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"email\":\"jane@example.com\"} | dynamodb.NewImage.email is no JSON object",
                "{\"email\":{}} | dynamodb.NewImage.email is no attribute value",
                "{\"email\":{\"S\":\"jane\",\"N\":\"1\"}} | dynamodb.NewImage.email is no attribute value",
                "{\"email\":{\"X\":\"jane\"}} | dynamodb.NewImage.email is no attribute value",
                "{\"email\":{\"s\":\"jane\"}} | dynamodb.NewImage.email is no attribute value",
                "{\"email\":{\"S\":null}} | dynamodb.NewImage.email is no attribute value",
                "{\"years\":{\"N\":4.5}} | dynamodb.NewImage.years.N is not of the type String",
                "{\"photo\":{\"B\":\"jane!\"}} | dynamodb.NewImage.photo.B is not Base64",
                "{\"list\":{\"L\":[{\"S\":\"a\"},{\"S\":1}]}} | dynamodb.NewImage.list.L[1].S is not of the type String",
                "[] | dynamodb.NewImage is no JSON object",
                "{\"email\":{\"S\":\"jane\"},\"email\":{\"S\":\"joe\"}} | the text is not JSON: line 1, column"
            })
    void namesThePlaceOfAFaultAndNoneOfItsContent(String image, String fault) {
        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> RecordDocuments.onlyRecord(RECORD.formatted(image)))
                .withMessageContaining(fault)
                .satisfies(unreadable -> assertThat(unreadable.getMessage()).doesNotContain("jane", "joe", "4.5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":{\"BOOL\":true}}", "{\"id\":{\"M\":{}}}", "{}"})
    void refusesWhatIsNotTheKeyOfAnItem(String keys) {
        assertUnreadable("{\"eventName\":\"INSERT\",\"dynamodb\":{\"Keys\":" + keys + "}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "1795593600 | 2026-11-25T08:00:00Z",
                "1795593600.25 | 2026-11-25T08:00:00.250Z",
                "1.7955936E9 | 2026-11-25T08:00:00Z",
                "\"1795593600\" | 2026-11-25T08:00:00Z",
                "\"1795593600.25\" | 2026-11-25T08:00:00.250Z",
                "\"1.7955936E9\" | 2026-11-25T08:00:00Z",
                "\"2026-11-25T08:00:00Z\" | 2026-11-25T08:00:00Z"
            })
    void readsATimeAsNumberFloatOrString(String json, Instant time) throws Exception {
        assertThat(convert(Record.class, at(json)).dynamodb().approximateCreationDateTime())
                .isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "\"1e999999999\"", "-1", "\"noon\"", "{}", "\"12:00\"", "1e-999999999"})
    void refusesWhatIsNoTime(String json) {
        assertUnreadable(at(json));
    }

    @Test
    void unwrapsAnUnreadableDeadLetterToItsText() throws Exception {
        String text = "no record: \"quoted\"";
        String letter = "{\"reason\":\"unreadable\",\"text\":\"no record: \\\"quoted\\\"\"}";

        assertThat(convert(RecordDocuments.class, letter)).containsExactly(text);
    }

    @Test
    void readsTheRecordInTheTextOfAnUnreadableDeadLetter() throws Exception {
        String text = payload("pipes-sqs-body-insert");
        String letter = "{\"reason\":\"unreadable\",\"text\":" + new ObjectMapper().writeValueAsString(text) + "}";

        assertThat(convert(Record.class, letter)).isEqualTo(convert(Record.class, text));
    }

    @Test
    void keepsTheReadableRecordsBesideAnUnreadableOne() throws Exception {
        String batch = "[" + payload("pipes-sqs-body-insert") + ",{\"eventName\":1.50}]";

        assertThat(convert(RecordDocuments.class, batch)).hasSize(2).last().isEqualTo("{\"eventName\":1.50}");
    }

    @Test
    void refusesSeveralRecordsWhereOneIsExpected() throws Exception {
        String batch = payload("pipes-source-batch");

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> RecordDocuments.onlyRecord(batch))
                .withMessageContaining("3 change records");
    }

    /** Two documents, one a line, as some exports have them: the second must not be lost. */
    @Test
    void refusesASecondDocumentAfterTheFirst() throws Exception {
        assertUnreadable(payload("pipes-sqs-body-insert") + "\n" + payload("pipes-sqs-body-insert"));
    }

    @Test
    void endsAtTextsNestedWithoutEnd() throws Exception {
        String nested = "[".repeat(100_000);
        String wrapped = payload("pipes-sqs-body-insert");
        for (int i = 0; i < 10; i++) {
            wrapped = "[" + wrapped + "]";
        }

        assertUnreadable(nested);
        assertUnreadable(wrapped);
    }

    @Test
    void readsBytesStreamsAndFilesInUtf8() throws Exception {
        String json = RECORD.formatted("{\"name\":{\"S\":\"José 王\"}}");
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(directory.resolve("letter.json"), bytes);
        Record expected = convert(Record.class, json);

        assertThat(convert(Record.class, bytes)).isEqualTo(expected);
        assertThat(convert(Record.class, file.toFile())).isEqualTo(expected);
        assertThat(convert(Record.class, convert(InputStream.class, expected))).isEqualTo(expected);
        assertThat(convert(Record.class, "\uFEFF" + json)).isEqualTo(expected);
        assertThat(expected.dynamodb().newImage().get("name").s()).isEqualTo("José 王");
    }

    /** An I/O failure says nothing about the record: no dead letter with part of the text. */
    @Test
    void readsNoFileThatWouldFillTheMemory() throws Exception {
        Path file = directory.resolve("large.json");
        Files.write(file, new byte[(8 << 20) + 1]);

        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> convert(Record.class, file.toFile()))
                .withRootCauseInstanceOf(IOException.class);
    }

    /** The service may have 128 MB and read 17 texts at once. */
    @Test
    void findsTheRecordsOfALargeTextInLittleMemory() throws Exception {
        int records = 10_000;
        String text = "[" + String.join(",", Collections.nCopies(records, RECORD.formatted("{\"id\":{\"S\":\"c-1\"}}")))
                + "]";
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        convert(RecordDocuments.class, "{}");

        long before = threads.getCurrentThreadAllocatedBytes();
        RecordDocuments documents = convert(RecordDocuments.class, text);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(documents).hasSize(records);
        assertThat(allocated / text.length()).isLessThan(LITTLE);
    }

    private void assertUnreadable(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> convert(Record.class, text))
                .withRootCauseInstanceOf(UnreadableRecordException.class);
    }

    private <T> T convert(Class<T> type, Object value) throws Exception {
        return context.getTypeConverter().mandatoryConvertTo(type, value);
    }

    private static String at(String time) {
        return "{\"eventName\":\"INSERT\",\"dynamodb\":{\"ApproximateCreationDateTime\":" + time
                + ",\"Keys\":{\"id\":{\"S\":\"c-1\"}}}}";
    }

    private static String payload(String name) throws IOException {
        return Files.readString(Path.of("src/test/resources/payloads", name + ".json"));
    }
}
