package assignmentmailer.stream;

import assignmentmailer.stream.sim.ScriptedFaults;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * A sequence of events for a stream and the service that reads it, after which every record must have been delivered
 * once.
 *
 * @param fromLatest whether the service starts with FROM_LATEST
 * @param gapReported whether records are trimmed unread, which the consumer must report
 */
record Scenario(String name, boolean fromLatest, boolean gapReported, Script script) {

    static List<Scenario> all() {
        return Stream.concat(reported().stream(), ofDynamoDb().stream()).toList();
    }

    /** Scenarios of events caused by DynamoDB, operators and Camel. */
    private static List<Scenario> ofDynamoDb() {
        return List.of(
                fromStart("An error of the JVM in a poll", stage -> {
                    stage.table().enableStream(2).write(20);
                    stage.start();
                    stage.settle();
                    stage.faults().failNextWithError(2, "GetRecords", () -> new OutOfMemoryError("simulated"));
                    stage.table().write(20);
                }),
                fromStart("Items of 100 KB, ten a page", stage -> {
                    stage.table().withItemBytes(100_000).enableStream(2).write(200);
                    stage.start();
                }),
                gapReported(fromStart("A child trimmed while its parent is held", stage -> {
                    stage.table().enableStream(1).write(3);
                    stage.hold();
                    stage.start();
                    stage.table().roll(1);
                    stage.table().write(5);
                    stage.forgetWrittenAfter(3);
                    stage.table().roll(1);
                    stage.clock().advance(Duration.ofHours(25));
                    stage.table().write(5);
                    stage.release();
                })),
                gapReported(fromStart("Never acknowledged, then down for a day", stage -> {
                    stage.table().enableStream(1).write(5);
                    stage.hold();
                    stage.start();
                    stage.awaitOpened();
                    stage.crash();
                    stage.forgetWrittenAfter(0);
                    stage.clock().advance(Duration.ofHours(25));
                    stage.table().write(5);
                    stage.start();
                })),
                fromStart("Replaced three times while the service is down", stage -> {
                    stage.table().enableStream(1).write(5);
                    stage.start();
                    stage.settle();
                    stage.stop();
                    stage.table().write(5);
                    stage.table().enableStream(1).write(5);
                    stage.table().enableStream(1).write(5);
                    stage.table().enableStream(1).write(5);
                    stage.start();
                }),
                fromStart("An answer of DescribeTable that lags", stage -> {
                    stage.table().enableStream(1);
                    String old = stage.table().latestStreamArn();
                    stage.table().enableStream(2).write(10);
                    stage.start();
                    stage.settle();
                    stage.answerStale(old);
                    stage.awaitPolls(10);
                    stage.table().write(10);
                }),
                fromStart("Empty pages before the last records of a disabled stream", stage -> {
                    stage.table().enableStream(1).write(5);
                    String shard = stage.table().openShards().get(0);
                    stage.start();
                    stage.settle();
                    stage.stop();
                    stage.table().write(5);
                    stage.table().replaceStreamLeavingShardsOpen(1);
                    stage.emptyPages(shard, 5);
                    stage.start();
                }),
                fromStart("Killed while a queue behind the route holds records", stage -> {
                    stage.throughAQueue();
                    stage.table().enableStream(1).write(20);
                    stage.hold();
                    stage.start();
                    stage.awaitPolls(3);
                    stage.crash();
                    stage.start();
                }),
                fromLatest("From latest: the state table is emptied, stop, insert, start", stage -> {
                    stage.table().enableStream(1);
                    stage.start();
                    stage.table().write(5);
                    stage.settle();
                    stage.emptyStateTable();
                    stage.table().write(5);
                    stage.settle();
                    stage.stop();
                    stage.table().write(5);
                    stage.start();
                }),
                fromStart("A parent left out of the first list", stage -> {
                    stage.table().enableStream(1).write(20);
                    String parent = stage.table().openShards().get(0);
                    stage.table().roll(1);
                    stage.table().write(5);
                    stage.table().hide(parent, true);
                    stage.start();
                    stage.stop();
                    stage.table().hide(parent, false);
                    stage.start();
                }),
                fromStart("Another service has read the table with the same state table", stage -> {
                    stage.table().enableStream(2).write(20);
                    stage.letAnotherServiceRead();
                    stage.start();
                }),
                fromStart("An exchange that hangs for a while", stage -> {
                    stage.table().enableStream(1).write(10);
                    stage.hold();
                    stage.start();
                    stage.table().roll(1);
                    stage.table().write(10);
                    stage.awaitDescribed(3);
                    stage.release();
                }),
                fromLatest("From latest: a restart in a stream older than a day", stage -> {
                    stage.table().enableStream(1).write(5);
                    stage.table().roll(1);
                    stage.table().write(5);
                    stage.clock().advance(Duration.ofHours(25));
                    stage.table().write(5);
                    stage.table().roll(1);
                    stage.clock().advance(Duration.ofMinutes(5));
                    stage.forgetWritten();
                    stage.start();
                    stage.table().write(5);
                    stage.settle();
                    stage.stop();
                    stage.table().write(5);
                    stage.start();
                }),
                fromStart("Children while the table may not be described", stage -> {
                    stage.table().enableStream(1).write(5);
                    stage.start();
                    stage.settle();
                    stage.faults().failEach(1, "DescribeTable candidates", ScriptedFaults::denied);
                    stage.table().roll(1);
                    stage.table().write(5);
                }),
                fromStart("The table is deleted while the service is down", stage -> {
                    stage.table().enableStream(1).write(5);
                    stage.start();
                    stage.settle();
                    stage.stop();
                    stage.table().write(5);
                    stage.table().delete();
                    stage.start();
                }),
                gapReported(fromStart("A shard that is listed but gone", stage -> {
                    stage.table().enableStream(1).write(5);
                    stage.start();
                    stage.settle();
                    stage.table().lose(stage.table().openShards().get(0));
                    stage.table().roll(1);
                    stage.table().write(5);
                })),
                gapReported(fromStart("Re-enabled without images, then with them", stage -> {
                    stage.table().enableStream(1).write(5);
                    stage.start();
                    stage.settle();
                    stage.table()
                            .withViewType(StreamViewType.KEYS_ONLY)
                            .enableStream(1)
                            .write(5);
                    stage.forgetWrittenAfter(5);
                    stage.awaitDescribed(12);
                    stage.table()
                            .withViewType(StreamViewType.NEW_IMAGE)
                            .enableStream(1)
                            .write(5);
                })),
                fromStart("Pages of a megabyte of one shard among fifty", stage -> {
                    stage.table().enableStream(50);
                    stage.table().withItemBytes(400_000);
                    String shard = stage.table().openShards().get(0);
                    for (int i = 0; i < 20; i++) {
                        stage.table().writeTo(shard);
                    }
                    stage.start();
                }),
                fromStart("Suspended and started again", stage -> {
                    stage.table().enableStream(1).write(5);
                    stage.start();
                    stage.settle();
                    stage.suspendAndStart();
                    stage.suspendAndStart();
                    stage.table().write(5);
                }));
    }

    /** Scenarios reported by users of stream readers. */
    private static List<Scenario> reported() {
        return List.of(
                fromStart("One shard that never rolls over", stage -> {
                    stage.table().enableStream(1).write(100);
                    stage.start();
                    stage.table().write(100);
                }),
                fromStart("A closed parent and its child", stage -> {
                    stage.table().enableStream(1).write(250);
                    stage.table().roll(1);
                    stage.table().write(10);
                    stage.start();
                }),
                fromStart("The only shard rolls over under load", stage -> {
                    stage.table().enableStream(1);
                    stage.start();
                    rollOverUnderLoad(stage, 1);
                }),
                fromStart("Shards split under load", stage -> {
                    stage.table().enableStream(1).write(50);
                    stage.table().roll(2);
                    stage.table().write(50);
                    stage.table().roll(2);
                    stage.start();
                    rollOverUnderLoad(stage, 1);
                }),
                fromLatest("From latest, the only shard rolls over", stage -> {
                    stage.table().enableStream(1).write(20);
                    stage.forgetWritten();
                    stage.start();
                    rollOverUnderLoad(stage, 1);
                }),
                fromLatest("From latest, one of two shards rolls over", stage -> {
                    stage.table().enableStream(2).write(20);
                    stage.forgetWritten();
                    stage.start();
                    stage.table().write(20);
                    stage.settle();
                    stage.table().roll(stage.table().openShards().get(0), 1);
                    stage.table().write(60);
                }),
                fromStart("230 shards, 100 a page", stage -> {
                    stage.table().enableStream(230).write(460);
                    stage.start();
                }),
                fromStart("The iterator of an idle shard expires", stage -> {
                    stage.table().enableStream(1);
                    stage.start();
                    stage.clock().advance(Duration.ofMinutes(16));
                    stage.table().write(50);
                    stage.settle();
                    stage.clock().advance(Duration.ofMinutes(16));
                    stage.table().write(50);
                }),
                fromLatest("From latest, the iterator of an idle shard expires", stage -> {
                    stage.table().enableStream(1);
                    stage.start();
                    stage.clock().advance(Duration.ofMinutes(16));
                    stage.table().write(50);
                }),
                fromStart("A disabled stream is listed first", stage -> {
                    stage.table().enableStream(1).write(30);
                    stage.table().enableStream(1).write(90);
                    stage.forgetWritten();
                    stage.table().write(60);
                    stage.start();
                    stage.settle();
                }),
                fromStart("The stream is disabled and enabled again", stage -> {
                    stage.table().enableStream(1);
                    stage.start();
                    stage.table().write(40);
                    stage.table().enableStream(2).write(40);
                }),
                fromStart("Stop, insert, enable again, insert, start", stage -> {
                    stage.table().enableStream(1).write(40);
                    stage.start();
                    stage.settle();
                    stage.stop();
                    stage.table().write(40);
                    stage.table().enableStream(1).write(40);
                    stage.start();
                }),
                fromStart("Stop, insert, start", stage -> {
                    stage.table().enableStream(2).write(70);
                    stage.start();
                    stage.settle();
                    stage.stop();
                    stage.table().write(70);
                    stage.start();
                }),
                fromLatest("From latest: stop, insert, start", stage -> {
                    stage.table().enableStream(2);
                    stage.start();
                    stage.table().write(70);
                    stage.settle();
                    stage.stop();
                    stage.table().write(35);
                    stage.table().roll(1);
                    stage.table().write(35);
                    stage.start();
                }),
                fromLatest("From latest: stopped before the first record, insert, start", stage -> {
                    stage.table().enableStream(1);
                    stage.start();
                    stage.stop();
                    stage.table().write(40);
                    stage.start();
                }),
                fromStart("Every third call is throttled", stage -> {
                    stage.faults().failEach(3, "GetRecords", ScriptedFaults::throttled);
                    stage.faults().failEach(2, "DescribeStream", ScriptedFaults::throttled);
                    stage.table().enableStream(1);
                    stage.start();
                    rollOverUnderLoad(stage, 1);
                }),
                fromStart("The network fails for a while", stage -> {
                    stage.table().enableStream(2).write(60);
                    stage.start();
                    stage.faults().failNext(8, "Get", ScriptedFaults::networkDown);
                    stage.faults().failNext(3, "Describe", ScriptedFaults::networkDown);
                    stage.table().write(60);
                }),
                gapReported(fromStart("The records to resume with have been trimmed", stage -> {
                    stage.table().enableStream(1).write(10);
                    stage.start();
                    stage.settle();
                    stage.stop();
                    stage.table().write(20);
                    stage.forgetWrittenAfter(10);
                    stage.clock().advance(Duration.ofHours(25));
                    stage.table().write(50);
                    stage.start();
                })),
                gapReported(fromStart("The shard to resume with is gone", stage -> {
                    stage.table().enableStream(1).write(10);
                    stage.start();
                    stage.settle();
                    stage.stop();
                    stage.table().roll(1);
                    stage.clock().advance(Duration.ofHours(25));
                    stage.table().write(50);
                    stage.start();
                })),
                fromStart("One record in ten fails at first", stage -> {
                    stage.failEachTenthOnce();
                    stage.table().enableStream(2).write(100);
                    stage.start();
                    stage.table().roll(1);
                    stage.table().write(100);
                }));
    }

    /** The events. */
    interface Script {
        void play(ScenarioRun stage) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }

    private static void rollOverUnderLoad(ScenarioRun stage, int children) {
        for (int i = 0; i < 9; i++) {
            stage.table().write(30);
            int polls = stage.polls();
            Awaitility.await().until(() -> stage.polls() > polls);
            stage.table().roll(children);
        }
        stage.table().write(30);
    }

    private static Scenario gapReported(Scenario scenario) {
        return new Scenario(scenario.name, scenario.fromLatest, true, scenario.script);
    }

    private static Scenario fromStart(String name, Script script) {
        return new Scenario(name, false, false, script);
    }

    private static Scenario fromLatest(String name, Script script) {
        return new Scenario(name, true, false, script);
    }
}
