package assignmentmailer.stream;

import assignmentmailer.stream.sim.Faults;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A story of a stream and of the service that reads it, at whose end every record must have been delivered once.
 *
 * @param fromLatest whether the service begins with what is new
 */
record Scenario(String name, boolean fromLatest, Script script) {

    static List<Scenario> all() {
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
                    stage.faults().failEach(3, "GetRecords", Faults::throttled);
                    stage.faults().failEach(2, "DescribeStream", Faults::throttled);
                    stage.table().enableStream(1);
                    stage.start();
                    rollOverUnderLoad(stage, 1);
                }),
                fromStart("The network fails for a while", stage -> {
                    stage.table().enableStream(2).write(60);
                    stage.start();
                    stage.faults().failNext(8, "Get", Faults::networkDown);
                    stage.faults().failNext(3, "Describe", Faults::networkDown);
                    stage.table().write(60);
                }),
                fromStart("The records to go on with have been trimmed", stage -> {
                    stage.table().enableStream(1).write(10);
                    stage.start();
                    stage.settle();
                    stage.stop();
                    stage.table().write(20);
                    stage.forgetWrittenAfter(10);
                    stage.clock().advance(Duration.ofHours(25));
                    stage.table().write(50);
                    stage.start();
                }),
                fromStart("The shard to go on with is gone", stage -> {
                    stage.table().enableStream(1).write(10);
                    stage.start();
                    stage.settle();
                    stage.stop();
                    stage.table().roll(1);
                    stage.clock().advance(Duration.ofHours(25));
                    stage.table().write(50);
                    stage.start();
                }),
                fromStart("One record in ten fails at first", stage -> {
                    stage.failEachTenthOnce();
                    stage.table().enableStream(2).write(100);
                    stage.start();
                    stage.table().roll(1);
                    stage.table().write(100);
                }));
    }

    /** What happens. */
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

    private static Scenario fromStart(String name, Script script) {
        return new Scenario(name, false, script);
    }

    private static Scenario fromLatest(String name, Script script) {
        return new Scenario(name, true, script);
    }
}
