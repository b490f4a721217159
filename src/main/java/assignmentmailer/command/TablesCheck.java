package assignmentmailer.command;

import assignmentmailer.state.StateTable;
import assignmentmailer.stream.reading.StreamTrial;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Checks the candidates' table, its stream, and the state table. */
final class TablesCheck {
    /** A key that no candidate and no state has: reading it proves the permission to read. */
    private static final String NOBODY = "assignment-mailer-check";

    private final DynamoDbClient dynamoDb;
    private final DynamoDbStreamsClient streams;
    private final AwsNeeds needs;

    TablesCheck(DynamoDbClient dynamoDb, DynamoDbStreamsClient streams, AwsNeeds needs) {
        this.dynamoDb = dynamoDb;
        this.streams = streams;
        this.needs = needs;
    }

    Finding candidates() {
        String name = needs.candidatesTable();
        TableDescription table;
        try {
            table = dynamoDb.describeTable(describe -> describe.tableName(name)).table();
        } catch (ResourceNotFoundException missing) {
            return Finding.fail(
                    "table " + name,
                    "does not exist in this account and region: create it, or name another in candidates.table");
        }
        String found = "%s, key %s, about %d items"
                .formatted(
                        table.tableStatus(),
                        table.keySchema().stream()
                                .map(KeySchemaElement::attributeName)
                                .collect(Collectors.joining(" and ")),
                        table.itemCount());
        if (needs.isReplayOn()) {
            dynamoDb.getItem(get -> get.tableName(name).key(keyOfNobody(table)));
        }
        return Finding.ok("table " + name, found);
    }

    private static Map<String, AttributeValue> keyOfNobody(TableDescription table) {
        return table.attributeDefinitions().stream()
                .filter(attribute -> table.keySchema().stream()
                        .anyMatch(key -> key.attributeName().equals(attribute.attributeName())))
                .collect(Collectors.toMap(AttributeDefinition::attributeName, TablesCheck::nobody));
    }

    private static AttributeValue nobody(AttributeDefinition attribute) {
        return switch (attribute.attributeType()) {
            case N -> AttributeValue.fromN("0");
            case B -> AttributeValue.fromB(SdkBytes.fromUtf8String(NOBODY));
            default -> AttributeValue.fromS(NOBODY);
        };
    }

    Finding stream() {
        return Finding.ok(
                "stream of " + needs.candidatesTable(),
                "enabled, readable, with the view type "
                        + new StreamTrial(needs.candidatesTable(), dynamoDb, streams).run());
    }

    Finding state() {
        String name = needs.stateTable();
        if (!new StateTable(dynamoDb, name).exists()) {
            return Finding.warn(
                    "state table " + name,
                    "does not exist: the service creates it, which needs dynamodb:CreateTable and"
                            + " dynamodb:UpdateTimeToLive on it");
        }
        Map<String, AttributeValue> nobody = Map.of(StateTable.ID, AttributeValue.fromS(NOBODY));
        dynamoDb.getItem(get -> get.tableName(name).key(nobody));
        dynamoDb.batchGetItem(batch -> batch.requestItems(
                Map.of(name, KeysAndAttributes.builder().keys(List.of(nobody)).build())));
        return Finding.ok(
                "state table " + name,
                "readable, with the key %s; to write, the service needs dynamodb:PutItem and dynamodb:UpdateItem"
                        .formatted(StateTable.ID));
    }
}
