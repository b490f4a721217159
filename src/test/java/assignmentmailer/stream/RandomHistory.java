package assignmentmailer.stream;

import assignmentmailer.stream.checkpoint.CheckpointsInMemory;
import assignmentmailer.stream.sim.ScriptedFaults;
import assignmentmailer.stream.sim.SimulatedTable;
import assignmentmailer.stream.sim.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** A random sequence of events for a table, its stream, calls, and the services that read the stream. */
final class RandomHistory {
    /** Spreads seeds, since neighbouring seeds produce similar beginnings. */
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private static final int STEPS = 60;
    private static final int MOST_SHARDS = 8;
    private static final Duration PATIENCE = Duration.ofHours(3);
    private static final List<String> CALLS = List.of(
            "GetRecords",
            "GetShardIterator",
            "DescribeStream",
            "DescribeStream children",
            "DescribeTable",
            "ListStreams",
            "BatchGetItem",
            "PutItem");

    private final long seed;
    private final boolean longOutages;
    private final boolean onlyNew;
    private final int firstRun;
    private final Random random;
    private final VirtualTime time;
    private final SimulatedTable table;
    private final ScriptedFaults faults = new ScriptedFaults();
    private final CheckpointsInMemory store = new CheckpointsInMemory(faults);
    private final List<VirtualReader> running = new ArrayList<>();
    private final List<VirtualReader> all = new ArrayList<>();
    private final List<String> streams = new ArrayList<>();
    private final Set<String> delivered = new HashSet<>();
    private final Set<String> hidden = new LinkedHashSet<>();
    private final List<String> log = new ArrayList<>();

    RandomHistory(long seed, boolean longOutages) {
        this.seed = seed;
        this.longOutages = longOutages;
        random = new Random(seed * GOLDEN_RATIO);
        onlyNew = random.nextBoolean();
        firstRun = random.nextBoolean() ? 1 : 70;
        time = new VirtualTime(Instant.parse("2026-01-01T00:00:30Z"), seed);
        table = new SimulatedTable("candidates", time.clock());
    }

    /** Returns the violation, or null. */
    @Nullable
    String play() {
        enableStream();
        start();
        time.pass(Duration.ofSeconds(firstRun));
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        calmDown();
        time.passUntil(() -> delivered.containsAll(table.written()) && settled(), PATIENCE);
        return verdict();
    }

    private void step() {
        int what = random.nextInt(100);
        if (what < 25) {
            write();
        } else if (what < 38) {
            roll();
        } else if (what < 44) {
            enableStream();
        } else if (what < 47) {
            note("replace leaving shards open");
            table.replaceStreamLeavingShardsOpen(1 + random.nextInt(2));
            streams.add(table.latestStreamArn());
        } else if (what < 53) {
            note("start");
            start();
        } else if (what < 58) {
            end(VirtualReader::crash, "crash");
        } else if (what < 62) {
            end(VirtualReader::stop, "stop");
        } else if (what < 72) {
            fail();
        } else if (what < 76) {
            note("no faults");
            faults.clear();
        } else if (what < 80) {
            some().ifPresent(reader -> {
                note("pause");
                reader.pause();
                time.after(Duration.ofSeconds(random.nextInt(200)), reader::resume);
            });
        } else if (what < 84) {
            some().ifPresent(this::emptyPages);
        } else if (what < 88) {
            some().ifPresent(reader -> {
                note("stale");
                reader.dynamoDb().answerStale(streams.get(random.nextInt(streams.size())));
            });
        } else if (what < 92) {
            hide();
        } else if (what < 94) {
            note("asleep");
            time.sleep(Duration.ofMinutes(random.nextInt(20)));
        } else if (longOutages && what < 96) {
            longOutage();
        }
        time.pass(Duration.ofMillis(Math.round(Math.exp(random.nextDouble() * 13))));
    }

    private void write() {
        note("write");
        table.withItemBytes(random.nextInt(4) == 0 ? 100_000 : 0);
        table.write(1 + random.nextInt(40));
    }

    private void roll() {
        List<String> open = table.openShards();
        String shard = open.get(random.nextInt(open.size()));
        note("roll " + shard);
        table.roll(shard, open.size() > MOST_SHARDS ? 1 : 1 + random.nextInt(2));
    }

    private void enableStream() {
        note("enable");
        table.enableStream(1 + random.nextInt(3));
        streams.add(table.latestStreamArn());
    }

    private void emptyPages(VirtualReader reader) {
        List<String> open = table.openShards();
        note("empty pages");
        reader.streams().emptyPages(open.get(random.nextInt(open.size())), random.nextInt(20));
    }

    /** Shorter than the minute for which a drained stream is still listed. */
    private void hide() {
        List<String> open = table.openShards();
        String shard = open.get(random.nextInt(open.size()));
        if (hidden.add(shard)) {
            note("hide " + shard);
            table.hide(shard, true);
            time.after(Duration.ofSeconds(random.nextInt(50)), () -> {
                table.hide(shard, false);
                hidden.remove(shard);
            });
        }
    }

    private void fail() {
        String call = CALLS.get(random.nextInt(CALLS.size()));
        note("fail " + call);
        if (random.nextInt(5) == 0) {
            faults.failNextWithError(1 + random.nextInt(3), call, () -> new OutOfMemoryError("simulated"));
            return;
        }
        Supplier<SdkException> failure = random.nextBoolean() ? ScriptedFaults::throttled : ScriptedFaults::networkDown;
        if (random.nextBoolean()) {
            faults.failEach(2 + random.nextInt(3), call, failure);
        } else {
            faults.failNext(1 + random.nextInt(20), call, failure);
        }
    }

    private void longOutage() {
        note("long outage");
        if (random.nextBoolean()) {
            faults.failEach(1, "GetRecords", ScriptedFaults::denied);
        } else {
            while (!running.isEmpty()) {
                end(VirtualReader::crash, "crash");
            }
        }
        for (int i = 0; i < 6; i++) {
            time.pass(Duration.ofMinutes(random.nextInt(5 * 60)));
            write();
            roll();
        }
        time.pass(Duration.ofHours(random.nextInt(20)));
        faults.clear();
    }

    private void start() {
        if (running.size() > 1) {
            return;
        }
        faults.clear();
        Set<String> failed = new HashSet<>();
        VirtualReader.Builder builder = VirtualReader.of(table, time, store)
                .faults(faults)
                .pageSize(7 + random.nextInt(40))
                .budget(1_000_000L << random.nextInt(6))
                .before(reader -> {
                    if (random.nextBoolean()) {
                        reader.streams().ignoreShardFilter();
                    }
                })
                .route((record, whenEnded) -> deliver(record, failed, whenEnded));
        VirtualReader reader = (onlyNew ? builder.fromLatest() : builder).start();
        running.add(reader);
        all.add(reader);
    }

    private void deliver(Record record, Set<String> failed, Consumer<@Nullable Throwable> whenEnded) {
        String key = record.eventID();
        boolean fails = random.nextInt(10) == 0 && failed.add(key);
        Runnable end = () -> {
            if (!fails) {
                delivered.add(key);
            }
            whenEnded.accept(fails ? new IllegalStateException("fails once") : null);
        };
        if (random.nextInt(3) == 0) {
            time.after(Duration.ofMillis(random.nextInt(5_000)), end);
        } else {
            end.run();
        }
    }

    private void end(Consumer<VirtualReader> how, String name) {
        if (!running.isEmpty()) {
            note(name);
            how.accept(running.remove(random.nextInt(running.size())));
        }
    }

    private Optional<VirtualReader> some() {
        return running.isEmpty() ? Optional.empty() : Optional.of(running.get(random.nextInt(running.size())));
    }

    private void calmDown() {
        note("calm");
        faults.clear();
        if (running.isEmpty()) {
            start();
        }
        running.forEach(VirtualReader::resume);
    }

    private boolean settled() {
        return running.stream().allMatch(reader -> reader.gauge("ddbstream.records.buffered") == 0);
    }

    private double gaps() {
        return all.stream().mapToDouble(VirtualReader::gaps).sum();
    }

    /**
     * A service stopped within its first minute and restarted hours later does not know the stream's records at the
     * start.
     */
    private boolean stoppedBeforeItReadAnything() {
        return !onlyNew && firstRun == 1 && time.passed().compareTo(Duration.ofHours(1)) > 0;
    }

    private @Nullable String verdict() {
        List<String> lost = new ArrayList<>(table.written());
        lost.removeAll(delivered);
        boolean silent = !lost.isEmpty() && gaps() == 0;
        boolean unread = !lost.isEmpty() && !longOutages;
        boolean falseAlarm = gaps() > 0 && !longOutages && !stoppedBeforeItReadAnything();
        boolean leaking = running.stream().anyMatch(reader -> reader.gauge("ddbstream.bytes.buffered") != 0);
        boolean dead = running.stream().anyMatch(VirtualReader::isDead);
        if (!silent && !unread && !falseAlarm && !leaking && !dead) {
            return null;
        }
        return "seed %d (%s): lost %d of %d %s, gaps %.0f, leaking %s, dead %s%n  %s%n  %s"
                .formatted(
                        seed,
                        onlyNew ? "from latest" : "from start",
                        lost.size(),
                        table.written().size(),
                        lost.stream().limit(5).toList(),
                        gaps(),
                        leaking,
                        dead,
                        running.stream().map(VirtualReader::problems).toList(),
                        String.join(", ", log));
    }

    private void note(String what) {
        log.add(time.passed().toSeconds() + "s " + what);
    }
}
