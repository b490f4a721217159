package assignmentmailer.stream.sim;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/** A DynamoDB client that describes a simulated table and delegates calls for other tables. */
public final class SimulatedDynamoDb implements DynamoDbClient {
    private final SimulatedTable table;
    private final ScriptedFaults faults;
    private final DynamoDbClient others;
    private final AtomicInteger puts = new AtomicInteger();
    private final Queue<String> staleAnswers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean throttled = new AtomicBoolean();
    private final AtomicInteger timedOut = new AtomicInteger();
    private volatile Duration hang = Duration.ZERO;

    public SimulatedDynamoDb(SimulatedTable table, ScriptedFaults faults, DynamoDbClient others) {
        this.table = table;
        this.faults = faults;
        this.others = others;
    }

    /** Returns the number of items put. */
    public int puts() {
        return puts.get();
    }

    /** Returns an older stream in the next DescribeTable response, like a lagging replica. */
    public void answerStale(String streamArn) {
        staleAnswers.add(streamArn);
    }

    /** Refuses PutItem calls, or accepts them again. */
    public void throttle(boolean on) {
        throttled.set(on);
    }

    /** Makes every PutItem call time out after a delay. */
    public void hang(Duration time) {
        hang = time;
    }

    /** Returns the number of timed-out PutItem calls. */
    public int timedOut() {
        return timedOut.get();
    }

    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
        faults.check("DescribeTable " + request.tableName());
        if (!request.tableName().equals(table.name())) {
            return others.describeTable(request);
        }
        if (table.isDeleted()) {
            throw ResourceNotFoundException.builder()
                    .message("Requested resource not found: Table: " + table.name())
                    .statusCode(400)
                    .build();
        }
        String stale = staleAnswers.poll();
        return DescribeTableResponse.builder()
                .table(description -> {
                    description
                            .tableName(table.name())
                            .tableArn(table.tableArn())
                            .latestStreamArn(stale == null ? table.latestStreamArn() : stale);
                    if (table.isEnabled()) {
                        description.streamSpecification(
                                stream -> stream.streamEnabled(true).streamViewType(table.viewType()));
                    }
                })
                .build();
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        faults.check("BatchGetItem");
        return others.batchGetItem(request);
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        faults.check("GetItem " + request.key().get("id").s());
        return others.getItem(request);
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        if (throttled.get()) {
            throw ProvisionedThroughputExceededException.builder()
                    .message("Slow down")
                    .statusCode(400)
                    .build();
        }
        if (!hang.isZero()) {
            LockSupport.parkNanos(hang.toNanos());
            timedOut.incrementAndGet();
            throw ApiCallTimeoutException.create(hang.toMillis());
        }
        puts.incrementAndGet();
        return others.putItem(request);
    }

    @Override
    public CreateTableResponse createTable(CreateTableRequest request) {
        return others.createTable(request);
    }

    @Override
    public UpdateTimeToLiveResponse updateTimeToLive(UpdateTimeToLiveRequest request) {
        return others.updateTimeToLive(request);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        throttled.set(false);
    }
}
