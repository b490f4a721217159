package assignmentmailer.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.ses.SesClient;

/**
 * The minimal program that reads one shard and mails every candidate once: GetRecords, a conditional put to claim,
 * SendRawEmail, a put to confirm, and a checkpoint once a second. It handles no failure, second shard or restart.
 */
public final class BareProgram {
    private static final int PAGE = 1_000;
    private static final long IDLE_MS = 250;

    /** Five polls per second and shard, the limit for all contenders. */
    private static final long BETWEEN_POLLS_MS = 200;

    private static final String MAIL = """
            From: %s\r
            Reply-To: %s\r
            To: %s\r
            Subject: Coding Round\r
            MIME-Version: 1.0\r
            Content-Type: multipart/alternative; boundary="part"\r
            \r
            --part\r
            Content-Type: text/plain; charset=UTF-8\r
            \r
            Hello %4$s, please download assignment from %5$s\r
            --part\r
            Content-Type: text/html; charset=UTF-8\r
            \r
            <html><body><p>Hello %4$s, please download assignment from <a href="%5$s">%5$s</a></p></body></html>\r
            --part--\r
            """;

    private final String table = System.getenv("CANDIDATES_TABLE");
    private final String stateTable = System.getenv("STATE_TABLE");
    private final String from = System.getenv("MAIL_FROM");
    private final String replyTo = System.getenv("MAIL_REPLY_TO");
    private final int concurrency = Integer.parseInt(System.getenv("MAIL_CONCURRENCY"));
    private final DynamoDbClient dynamoDb = DynamoDbClient.builder()
            .httpClientBuilder(ApacheHttpClient.builder().maxConnections(concurrency))
            .build();
    private final SesClient ses = SesClient.builder()
            .httpClientBuilder(ApacheHttpClient.builder().maxConnections(concurrency))
            .build();
    private final DynamoDbStreamsClient streams = DynamoDbStreamsClient.create();
    private final ThreadPoolExecutor mailers = new ThreadPoolExecutor(
            concurrency, concurrency, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(PAGE), (task, pool) -> {
                try {
                    pool.getQueue().put(task);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
    private final Deque<Page> pages = new ArrayDeque<>();
    private volatile boolean stopping;

    private BareProgram() {}

    public static void main(String[] args) throws InterruptedException {
        new BareProgram().run();
    }

    private void run() throws InterruptedException {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        timer.scheduleWithFixedDelay(this::checkpoint, 1, 1, TimeUnit.SECONDS);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(timer)));
        String iterator = iterator();
        while (!stopping) {
            long start = System.nanoTime();
            String current = iterator;
            GetRecordsResponse page =
                    streams.getRecords(get -> get.shardIterator(current).limit(PAGE));
            iterator = page.nextShardIterator();
            take(page.records());
            long pause = page.records().size() == PAGE ? BETWEEN_POLLS_MS : IDLE_MS;
            // the pace of its polls, as simple as a program of this kind has it
            Thread.sleep(Math.max(0, pause - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
        }
    }

    private String iterator() {
        String arn = dynamoDb.describeTable(describe -> describe.tableName(table))
                .table()
                .latestStreamArn();
        String shard = streams.describeStream(describe -> describe.streamArn(arn))
                .streamDescription()
                .shards()
                .get(0)
                .shardId();
        return streams.getShardIterator(
                        get -> get.streamArn(arn).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
    }

    private void take(List<Record> records) {
        if (records.isEmpty()) {
            return;
        }
        List<Record> inserts = records.stream()
                .filter(record -> record.eventName() == OperationType.INSERT)
                .toList();
        Page page = new Page(
                records.get(records.size() - 1).dynamodb().sequenceNumber(), new AtomicInteger(inserts.size()));
        synchronized (pages) {
            pages.add(page);
        }
        for (Record insert : inserts) {
            mailers.execute(() -> {
                if (!stopping) {
                    mail(insert.dynamodb().newImage());
                    page.open().decrementAndGet();
                }
            });
        }
    }

    private void mail(Map<String, AttributeValue> candidate) {
        String id = candidate.get("id").s();
        String to = candidate.get("email").s();
        String url = url(Double.parseDouble(candidate.get("experience").n()));
        dynamoDb.putItem(put -> put.tableName(stateTable)
                .item(Map.of("id", AttributeValue.fromS("mail/" + id), "status", AttributeValue.fromS("CLAIMED")))
                .conditionExpression("attribute_not_exists(id)"));
        byte[] mail = MAIL.formatted(
                        from, replyTo, to, candidate.get("fullname").s(), url)
                .getBytes(StandardCharsets.UTF_8);
        String messageId = ses.sendRawEmail(send -> send.source(from)
                        .destinations(to)
                        .rawMessage(message -> message.data(SdkBytes.fromByteArrayUnsafe(mail))))
                .messageId();
        dynamoDb.putItem(put -> put.tableName(stateTable)
                .item(Map.of(
                        "id", AttributeValue.fromS("mail/" + id),
                        "status", AttributeValue.fromS("SENT"),
                        "messageId", AttributeValue.fromS(messageId),
                        "url", AttributeValue.fromS(url))));
    }

    private static String url(double years) {
        int assignment = years > 0 && years <= 5 ? 1 : years > 5 && years <= 8 ? 2 : 3;
        return "https://s3.amazonaws.com/my-bucket-name/assignment" + assignment + ".zip";
    }

    private void checkpoint() {
        String done = null;
        synchronized (pages) {
            while (!pages.isEmpty() && pages.peek().open().get() == 0) {
                done = pages.remove().lastSequenceNumber();
            }
        }
        if (done != null) {
            Map<String, AttributeValue> item =
                    Map.of("id", AttributeValue.fromS("checkpoint"), "at", AttributeValue.fromS(done));
            dynamoDb.putItem(put -> put.tableName(stateTable).item(item));
        }
    }

    private void stop(ExecutorService timer) {
        stopping = true;
        mailers.shutdown();
        timer.shutdown();
        try {
            mailers.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        checkpoint();
    }

    /** The page of one poll until all its candidates are mailed. */
    private record Page(String lastSequenceNumber, AtomicInteger open) {}
}
