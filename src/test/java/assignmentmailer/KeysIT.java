package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.local.CandidatesTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** The packaged service with unusual primary keys: each candidate is mailed. */
class KeysIT extends PackagedService {
    @Test
    void theSameIdInTwoTablesAndTheLongestOnesAreMailed() throws Exception {
        CandidatesTable.create(aws.dynamoDb(), "candidates-us");
        put("candidates", Map.of("id", ChangeRecords.text("1")), "eu@example.com");
        put("candidates-us", Map.of("id", ChangeRecords.text("1")), "us@example.com");
        for (int i = 0; i < 16; i++) {
            put(
                    "candidates",
                    Map.of("id", ChangeRecords.text("x".repeat(2047) + (char) ('a' + i))),
                    "long" + i + "@example.com");
        }

        run(() -> assertMailed(17));
        environment.put("CANDIDATES_TABLE", "candidates-us");
        run(() -> assertMailed(18));
    }

    @Test
    void everyItemOfACompositeKeyIsMailed() throws Exception {
        aws.dynamoDb().createTable(table -> table.tableName("applications")
                .attributeDefinitions(attribute("id"), attribute("position"))
                .keySchema(key("id", KeyType.HASH), key("position", KeyType.RANGE))
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .streamSpecification(stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_IMAGE)));
        for (String position : List.of("java", "go")) {
            put(
                    "applications",
                    Map.of("id", ChangeRecords.text("p1"), "position", ChangeRecords.text(position)),
                    position + "@example.com");
        }
        environment.put("CANDIDATES_TABLE", "applications");

        run(() -> assertMailed(2));
    }

    @Test
    void anIdMakesNoLineOfItsOwnInTheLogAndDeadLettersAreForTheirOwnerAlone() throws Exception {
        put("candidates", Map.of("id", ChangeRecords.text("evil\n2026-11-25 ERROR forged")), "no address");

        String log = run(() -> await().atMost(LIMIT).until(() -> deadLetters().size() == 1));

        assertThat(log.lines().filter(line -> line.contains("forged"))).allMatch(line -> line.contains("evil"));
        assertThat(permissions(deadLetters().get(0))).isEqualTo("rw-------");
        assertThat(permissions(directory.resolve("dead-letters"))).isEqualTo("rwx------");
    }

    private void assertMailed(int mails) {
        await().atMost(LIMIT).until(() -> aws.mailbox().mails().size() == mails);
        assertThat(aws.mailbox().mails().stream()
                        .map(mail -> mail.destinations().get(0)))
                .doesNotHaveDuplicates();
    }

    private String run(Runnable until) throws Exception {
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            until.run();
            service.terminate();
            assertThat(service.exitCode(LIMIT.toSeconds())).isZero();
            return service.log();
        }
    }

    private void put(String table, Map<String, AttributeValue> key, String email) {
        Map<String, AttributeValue> item = new HashMap<>(ChangeRecords.image());
        item.putAll(key);
        item.put("email", ChangeRecords.text(email));
        aws.dynamoDb().putItem(put -> put.tableName(table).item(item));
    }

    private List<Path> deadLetters() throws Exception {
        Path folder = directory.resolve("dead-letters");
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
