package assignmentmailer.stream;

import assignmentmailer.state.StateTableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** Keeps a reader on a table's stream, and goes on to the next stream when one is disabled and another enabled. */
final class TableReader {
    private static final Logger LOG = LoggerFactory.getLogger(TableReader.class);
    private static final int SERVER_ERRORS = 500;

    private final String tableName;
    private final boolean onlyNew;
    private final StreamDirectory directory;
    private final CheckpointStore store;
    private final ReadingContext context;
    private final SoloTask look;
    private volatile @Nullable StreamReader stream;
    private volatile @Nullable String problem;
    private volatile long succeededAt = System.nanoTime();
    private volatile boolean stopped;
    private boolean enabled = true;
    private long tableSeenAt;
    private int failures;
    private int looksForChildren;

    /** @param onlyNew whether the very first start begins with what is written from then on */
    TableReader(
            String tableName,
            boolean onlyNew,
            StreamDirectory directory,
            CheckpointStore store,
            ReadingContext context) {
        this.tableName = tableName;
        this.onlyNew = onlyNew;
        this.directory = directory;
        this.store = store;
        this.context = context;
        this.look = new SoloTask(context.pollers(), this::look);
    }

    /**
     * Begins to read.
     *
     * @throws StreamUnreadableException when the table or its stream is not what it must be
     * @throws SdkException when the service refuses; where it only cannot be reached, it is tried again until it can
     * @throws StateTableException when it refuses the state table
     */
    void start() {
        try {
            connect();
            look.runWithin(context.timings().discovery());
        } catch (SdkException | StateTableException e) {
            if (!mayPass(e)) {
                throw e;
            }
            failed(e);
            look.runWithin(afterFailure());
        }
    }

    void stop() {
        stopped = true;
        StreamReader current = stream;
        if (current != null) {
            current.stop();
        }
    }

    /** Returns what an operator has to know; nothing when all is well. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (problem != null) {
            problems.add(problem);
        }
        Duration silence = Duration.ofNanos(System.nanoTime() - succeededAt)
                .minus(context.timings().discovery());
        if (silence.compareTo(context.timings().silence()) > 0) {
            problems.add("The shards of table '%s' have not been listed for %d s"
                    .formatted(
                            tableName,
                            silence.plus(context.timings().discovery()).toSeconds()));
        }
        shards().stream()
                .filter(shard -> shard.silence().compareTo(context.timings().silence()) > 0)
                .findFirst()
                .ifPresent(shard -> problems.add("Shard %s has not been read for %d s"
                        .formatted(shard.shardId(), shard.silence().toSeconds())));
        context.gaps().recent().ifPresent(problems::add);
        return problems;
    }

    int openShards() {
        return shards().size();
    }

    /** Returns the age of the oldest record that is read and not done, zero where there is none. */
    Duration age(Instant now) {
        return shards().stream()
                .map(ShardReader::oldestUndone)
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .map(oldest -> Duration.between(oldest, now))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
    }

    private Collection<ShardReader> shards() {
        StreamReader current = stream;
        return current == null ? List.of() : current.shards();
    }

    private void look() {
        if (stopped) {
            return;
        }
        try {
            StreamReader current = stream;
            if (current == null) {
                connect();
            } else {
                follow(current);
            }
            succeeded();
            look.runWithin(untilNextLook());
        } catch (RuntimeException e) {
            failed(e);
            look.runWithin(afterFailure());
        }
    }

    private void connect() {
        String arn = directory.currentStream(tableName);
        tableSeenAt = System.nanoTime();
        store.createIfMissing();
        StreamDescription description = directory.describeStream(arn);
        check(description);
        Optional<StreamMark> before = store.mark(tableName);
        StreamMark wanted = new StreamMark(arn, onlyNew ? description.at() : null);
        StreamMark mark = before.orElseGet(() -> store.advance(tableName, null, wanted));
        boolean first = before.isEmpty() && mark.equals(wanted);
        StreamReader reader = new StreamReader(context, store, mark, first, this::lookSoon);
        stream = reader;
        LOG.info(
                "Reading the stream {} of table '{}' ({})",
                mark.streamArn(),
                tableName,
                first ? "for the first time" : "on");
        if (mark.streamArn().equals(arn)) {
            reader.discovered(description.shards());
        } else {
            reader.supersede();
            follow(reader);
        }
    }

    private void check(StreamDescription description) {
        if (!description.enabled()) {
            throw StreamDirectory.notEnabled(tableName);
        }
        StreamViewType viewType = description.viewType();
        if (viewType == StreamViewType.KEYS_ONLY || viewType == StreamViewType.OLD_IMAGE) {
            throw new StreamUnreadableException(
                    "The stream of table '%s' has the view type %s, without the new item: disable it and enable one with NEW_IMAGE or NEW_AND_OLD_IMAGES"
                            .formatted(tableName, viewType));
        }
    }

    private void follow(StreamReader current) {
        if (!enabled
                || System.nanoTime() - tableSeenAt
                        >= context.timings().discovery().toNanos()) {
            lookAtTable(current);
        }
        Optional<StreamDescription> description = describe(current);
        if (description.isPresent()) {
            enabled = description.get().enabled();
            current.discovered(description.get().shards());
        }
        if (!enabled) {
            lookAtTable(current);
        }
        if (current.isSuperseded() && current.isDone()) {
            goOn(current);
        }
    }

    /** Empty where the stream is gone and the table has another. */
    private Optional<StreamDescription> describe(StreamReader current) {
        try {
            return Optional.of(directory.describeStream(current.arn()));
        } catch (ResourceNotFoundException e) {
            lookAtTable(current);
            if (!current.isSuperseded()) {
                throw e;
            }
            current.vanish();
            return Optional.empty();
        }
    }

    private void lookAtTable(StreamReader current) {
        String latest = directory.currentStream(tableName);
        tableSeenAt = System.nanoTime();
        if (!latest.equals(current.arn())) {
            current.supersede();
        }
    }

    /** Goes on from a stream that has been read to its end to the one that the table has now. */
    private void goOn(StreamReader drained) {
        drained.stop();
        String latest = directory.currentStream(tableName);
        StreamMark mark = store.advance(tableName, drained.mark(), new StreamMark(latest, null));
        StreamReader reader = new StreamReader(context, store, mark, false, this::lookSoon);
        stream = reader;
        enabled = true;
        LOG.info("Going on to the stream {} of table '{}'", mark.streamArn(), tableName);
        reader.discovered(directory.describeStream(mark.streamArn()).shards());
    }

    private void lookSoon() {
        look.runWithin(context.timings().discoveryAtEnd().first());
    }

    private Duration untilNextLook() {
        StreamReader current = stream;
        if (current == null || !current.waitsForChildren()) {
            looksForChildren = 0;
            return context.timings().discovery();
        }
        looksForChildren++;
        return context.timings().discoveryAtEnd().after(looksForChildren, 0);
    }

    private Duration afterFailure() {
        return context.timings()
                .pollFailure()
                .after(failures, ThreadLocalRandom.current().nextDouble());
    }

    private void succeeded() {
        failures = 0;
        StreamReader current = stream;
        boolean over = !enabled && current != null && !current.isSuperseded();
        problem = over ? StreamDirectory.notEnabled(tableName).getMessage() : null;
        succeededAt = System.nanoTime();
    }

    private void failed(RuntimeException e) {
        failures++;
        if (stream == null || e instanceof StreamUnreadableException) {
            problem = e.getMessage();
        }
        if (Integer.bitCount(failures) == 1) {
            LOG.warn("The stream of table '{}' cannot be followed (time {}): {}", tableName, failures, e.toString());
        }
    }

    /** A network that is down, a service that is ill or busy: nothing that a change of settings would mend. */
    private static boolean mayPass(RuntimeException e) {
        if (e instanceof StateTableException && e.getCause() instanceof SdkException cause) {
            return mayPass(cause);
        }
        return e instanceof AwsServiceException service
                ? service.statusCode() >= SERVER_ERRORS || RetryUtils.isThrottlingException(service)
                : e instanceof SdkException;
    }
}
