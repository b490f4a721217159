package assignmentmailer.command.backfill;

import assignmentmailer.ledger.OperatorDecision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** A door behind which a script decides what becomes of each mail. */
public final class ScriptedDoor implements MailDoor {
    private final List<Record> records = Collections.synchronizedList(new ArrayList<>());
    private final List<OperatorDecision> decisions = Collections.synchronizedList(new ArrayList<>());
    private volatile Function<Record, Ending> script = record -> Ending.of(End.MAILED);
    private volatile boolean isClosed;

    void answer(Function<Record, Ending> answers) {
        script = answers;
    }

    static Ending failed(String reason) {
        return new Ending(End.FAILED, reason, Duration.ZERO);
    }

    static Ending waits(Duration delay) {
        return new Ending(End.WAITS, "", delay);
    }

    /** Fails each mail for a reason. */
    public void failAll(String reason) {
        script = record -> failed(reason);
    }

    /** Leaves each mail to another process. */
    public void leaveAll() {
        script = record -> Ending.of(End.LEFT);
    }

    /** Mails some, then fails as calls by expired credentials do. */
    public void expireAfter(int mails) {
        AtomicInteger tried = new AtomicInteger();
        script = record -> {
            if (tried.incrementAndGet() > mails) {
                throw DynamoDbException.builder()
                        .statusCode(400)
                        .awsErrorDetails(AwsErrorDetails.builder()
                                .errorCode("ExpiredTokenException")
                                .errorMessage("The security token included in the request is expired")
                                .build())
                        .build();
            }
            return Ending.of(End.MAILED);
        };
    }

    @Override
    public Ending mail(Record record, OperatorDecision decision) {
        records.add(record);
        decisions.add(decision);
        return script.apply(record);
    }

    @Override
    public Optional<String> held() {
        return Optional.empty();
    }

    @Override
    public void close() {
        isClosed = true;
    }

    boolean isClosed() {
        return isClosed;
    }

    /** Returns the records that were to be mailed, each as often as it was. */
    public List<Record> records() {
        return records;
    }

    List<OperatorDecision> decisions() {
        return decisions;
    }
}
