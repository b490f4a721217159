package assignmentmailer.mailevents;

import assignmentmailer.deadletter.DeadLetterProcessor;
import assignmentmailer.mail.account.MailDeferredException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * Prepares the dead letter of a candidate whose mail reached nobody, as the insert of the item that is in the table now.
 * In a route, the body is that record afterwards, or null where no dead letter can be written: the log says why.
 */
public final class BouncedItem implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(BouncedItem.class);
    private static final Duration UNTIL_NEXT_READ = Duration.ofSeconds(10);

    /** The item cannot be read at all, as opposed to not now: credentials that expire are renewed. */
    private static final Set<String> WITHOUT_ACCESS =
            Set.of("AccessDeniedException", "ResourceNotFoundException", "ValidationException");

    private final Supplier<DynamoDbClient> dynamoDb;
    private final String table;
    private volatile @Nullable TableDescription description;

    /** @param dynamoDb called for the first bounce */
    public BouncedItem(Supplier<DynamoDbClient> dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    /** @throws MailDeferredException when the table does not answer now */
    @Override
    public void process(Exchange exchange) {
        SesEvent event = exchange.getVariable(MailEventReader.EVENT, SesEvent.class);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new MailBouncedException(event));
        Optional<Record> record = record(event.key());
        record.ifPresent(found -> exchange.setVariable(DeadLetterProcessor.RECORD, found));
        exchange.getMessage().setBody(record.orElse(null));
    }

    private Optional<Record> record(String ledgerKey) {
        try {
            Optional<Map<String, AttributeValue>> key = ItemKeys.of(describe(), ledgerKey);
            if (key.isEmpty()) {
                LOG.warn("{} bounced and becomes no dead letter: its name is the hash of its key", ledgerKey);
                return Optional.empty();
            }
            Map<String, AttributeValue> item = dynamoDb.get()
                    .getItem(get -> get.tableName(table).key(key.get()).consistentRead(true))
                    .item();
            if (item.isEmpty()) {
                LOG.info("{} bounced and becomes no dead letter: the table has no such item", ledgerKey);
                return Optional.empty();
            }
            return Optional.of(insert(key.get(), item));
        } catch (AwsServiceException refused) {
            if (!isWithoutAccess(refused)) {
                throw deferred(refused);
            }
            LOG.warn(
                    "{} bounced and becomes no dead letter: allow dynamodb:DescribeTable and dynamodb:GetItem on the table {} ({})",
                    ledgerKey,
                    table,
                    refused.getMessage());
            return Optional.empty();
        } catch (SdkException unavailable) {
            throw deferred(unavailable);
        }
    }

    private static boolean isWithoutAccess(AwsServiceException refused) {
        return refused.awsErrorDetails() != null
                && WITHOUT_ACCESS.contains(refused.awsErrorDetails().errorCode());
    }

    private TableDescription describe() {
        TableDescription known = description;
        if (known == null) {
            known = dynamoDb.get()
                    .describeTable(describe -> describe.tableName(table))
                    .table();
            description = known;
        }
        return known;
    }

    private static Record insert(Map<String, AttributeValue> key, Map<String, AttributeValue> item) {
        return Record.builder()
                .eventName(OperationType.INSERT)
                .dynamodb(StreamRecord.builder().keys(key).newImage(item).build())
                .build();
    }

    private static MailDeferredException deferred(SdkException cause) {
        LOG.debug("The item of a bounced mail cannot be read now", cause);
        return new MailDeferredException(
                "The item cannot be read: " + cause.getClass().getSimpleName(), UNTIL_NEXT_READ, null);
    }
}
