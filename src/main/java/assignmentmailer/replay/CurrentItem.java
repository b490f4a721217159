package assignmentmailer.replay;

import assignmentmailer.mail.account.MailDeferredException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * Replaces the new image of a record by the item as it is in the table now, and the record by null when the table has
 * no such item: a mended item is mailed as mended, an erased candidate and a forged record are mailed to nobody.
 */
public final class CurrentItem implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentItem.class);
    private static final Duration UNTIL_NEXT_READ = Duration.ofSeconds(10);

    /** The table cannot be read at all, as opposed to not now. */
    private static final Set<String> WITHOUT_ACCESS = Set.of("AccessDeniedException", "ResourceNotFoundException");

    private static final String WRONG_KEY = "ValidationException";

    private final Supplier<DynamoDbClient> dynamoDb;
    private final String table;

    /** Failures in a row. */
    private final AtomicInteger failures = new AtomicInteger();

    /** @param dynamoDb called for the first record, so that a start without replays needs no client */
    public CurrentItem(Supplier<DynamoDbClient> dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    /**
     * Reads the item by one consistent GetItem. Without access to the table the record keeps its image.
     *
     * @throws ForeignKeyException when the key does not fit the table
     * @throws MailDeferredException when the table does not answer now
     */
    @Override
    public void process(Exchange exchange) throws ForeignKeyException, InvalidPayloadException {
        Record record = exchange.getMessage().getMandatoryBody(Record.class);
        try {
            Map<String, AttributeValue> item = dynamoDb.get()
                    .getItem(get ->
                            get.tableName(table).key(record.dynamodb().keys()).consistentRead(true))
                    .item();
            succeeded();
            exchange.getMessage().setBody(item.isEmpty() ? null : withImage(record, item));
        } catch (AwsServiceException refused) {
            String code = refused.awsErrorDetails() == null
                    ? ""
                    : refused.awsErrorDetails().errorCode();
            if (WRONG_KEY.equals(code)) {
                throw new ForeignKeyException(table, refused);
            }
            if (!WITHOUT_ACCESS.contains(code)) {
                throw deferred(refused);
            }
            LOG.warn(
                    "The item of {} cannot be read ({}): its record is mailed as the dead letter has it; allow dynamodb:GetItem on the table {}",
                    exchange.getVariable("key", String.class),
                    code,
                    table);
        } catch (SdkException unavailable) {
            throw deferred(unavailable);
        }
    }

    private static Record withImage(Record record, Map<String, AttributeValue> item) {
        return record.toBuilder()
                .dynamodb(record.dynamodb().toBuilder().newImage(item).build())
                .build();
    }

    private void succeeded() {
        int times = failures.getAndSet(0);
        if (times > 0) {
            LOG.info("The items of replayed dead letters can be read again after {} failures", times);
        }
    }

    private MailDeferredException deferred(SdkException cause) {
        int times = failures.incrementAndGet();
        if (Integer.bitCount(times) == 1) {
            LOG.warn(
                    "The item of a replayed dead letter cannot be read from the table {} (failure {} in a row), its file stays in the replay folder: {}",
                    table,
                    times,
                    cause.getMessage());
        }
        return new MailDeferredException(
                "The item cannot be read: " + cause.getClass().getSimpleName(), UNTIL_NEXT_READ, cause);
    }
}
