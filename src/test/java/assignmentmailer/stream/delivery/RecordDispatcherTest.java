package assignmentmailer.stream.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.stream.checkpoint.SequenceNumber;
import assignmentmailer.stream.schedule.Backoff;
import assignmentmailer.stream.sim.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.Record;

class RecordDispatcherTest {
    private static final Backoff REDELIVERY = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8));

    private final VirtualTime time = new VirtualTime(Instant.EPOCH, 1);
    private final List<PendingRecord> done = new ArrayList<>();
    private final AtomicInteger redeliveries = new AtomicInteger();
    private final AckWindow window = new AckWindow();

    @Test
    void aRecordThatKeepsFailingIsDeliveredAgainAfterADelayThatGrowsToItsLimit() {
        List<Duration> deliveries = new ArrayList<>();
        RecordDispatcher dispatcher = dispatcher((record, whenEnded) -> {
            deliveries.add(time.passed());
            whenEnded.accept(new IllegalStateException());
        });

        dispatcher.offer(new ShardQueue("shard", done::add), List.of(pending("1")));
        time.passUntil(() -> deliveries.size() == 7, Duration.ofHours(1));

        for (int i = 1; i < deliveries.size(); i++) {
            Duration longest = Duration.ofSeconds(Math.min(8, 1 << (i - 1)));
            assertThat(deliveries.get(i).minus(deliveries.get(i - 1))).isBetween(longest.dividedBy(2), longest);
        }
        assertThat(redeliveries.get()).isEqualTo(7);
        assertThat(done).isEmpty();
    }

    @Test
    void aRecordThatWaitsLeavesItsPlaceToTheNext() {
        List<String> sent = new ArrayList<>();
        RecordDispatcher dispatcher = dispatcher((record, whenEnded) -> {
            sent.add(record.eventID());
            whenEnded.accept(sent.size() == 1 ? new IllegalStateException() : null);
        });

        dispatcher.offer(new ShardQueue("shard", done::add), List.of(pending("1"), pending("2")));
        time.pass(Duration.ofSeconds(2));

        assertThat(sent).containsExactly("1", "2", "1");
        assertThat(done).hasSize(2);
        assertThat(dispatcher.inFlight()).isZero();
    }

    @Test
    void aRecordIsDeliveredAgainWhenItsRouteAsksForIt() {
        List<Duration> deliveries = new ArrayList<>();
        RecordDispatcher dispatcher = dispatcher((record, whenEnded) -> {
            deliveries.add(time.passed());
            whenEnded.accept(new RedeliveryRequest(Duration.ofMillis(1_234), new IllegalStateException()));
        });

        dispatcher.offer(new ShardQueue("shard", done::add), List.of(pending("1")));
        time.pass(Duration.ofSeconds(3));

        assertThat(deliveries).containsExactly(Duration.ZERO, Duration.ofMillis(1_234), Duration.ofMillis(2_468));
    }

    @Test
    void anErrorOfTheRouteIsAFailureLikeAnyOther() {
        AtomicInteger calls = new AtomicInteger();
        RecordDispatcher dispatcher = dispatcher((record, whenEnded) -> {
            if (calls.incrementAndGet() == 1) {
                throw new StackOverflowError();
            }
            whenEnded.accept(null);
        });

        dispatcher.offer(new ShardQueue("shard", done::add), List.of(pending("1")));
        time.pass(Duration.ofSeconds(2));

        assertThat(done).hasSize(1);
    }

    @Test
    void anExchangeThatIsSaidToHaveEndedTwiceHasEndedOnce() {
        RecordDispatcher dispatcher = dispatcher((record, whenEnded) -> {
            whenEnded.accept(null);
            throw new IllegalStateException("after the end");
        });

        dispatcher.offer(new ShardQueue("shard", done::add), List.of(pending("1")));
        time.pass(Duration.ofMinutes(1));

        assertThat(done).hasSize(1);
        assertThat(redeliveries.get()).isZero();
        assertThat(dispatcher.inFlight()).isZero();
    }

    @Test
    void startsNoExchangeWhilePausedAndThoseThatWaitAfterwards() {
        RecordDispatcher dispatcher = dispatcher((record, whenEnded) -> whenEnded.accept(null));
        dispatcher.pause();
        dispatcher.offer(new ShardQueue("shard", done::add), List.of(pending("1"), pending("2")));
        time.pass(Duration.ofMinutes(1));
        assertThat(dispatcher.isPaused()).isTrue();
        assertThat(done).isEmpty();

        dispatcher.resume();
        time.pass(Duration.ofMinutes(1));

        assertThat(dispatcher.isPaused()).isFalse();
        assertThat(done).hasSize(2);
    }

    @Test
    void anExchangeThatEndsLaterKeepsItsPlaceUntilThen() {
        List<Consumer<@Nullable Throwable>> ends = new ArrayList<>();
        RecordDispatcher dispatcher = dispatcher((record, whenEnded) -> ends.add(whenEnded));
        ShardQueue queue = new ShardQueue("shard", done::add);
        dispatcher.offer(queue, List.of(pending("1")));
        dispatcher.offer(queue, List.of(pending("2")));
        time.pass(Duration.ofMinutes(1));
        assertThat(ends).hasSize(1);
        assertThat(dispatcher.inFlight()).isEqualTo(1);

        ends.get(0).accept(null);
        time.pass(Duration.ofMinutes(1));

        assertThat(ends).hasSize(2);
        assertThat(done).hasSize(1);
        ends.get(1).accept(null);
        time.pass(Duration.ofMinutes(1));
        assertThat(dispatcher.inFlight()).isZero();
    }

    /** A dispatcher with one place. */
    private RecordDispatcher dispatcher(RecordDispatcher.Route route) {
        return new RecordDispatcher(
                1, time.runner(() -> false), time, route, REDELIVERY, redeliveries::incrementAndGet);
    }

    private PendingRecord pending(String eventId) {
        AckWindow.Entry entry = new AckWindow.Entry(new SequenceNumber(eventId), Instant.EPOCH);
        window.append(List.of(entry), 0);
        return new PendingRecord(Record.builder().eventID(eventId).build(), entry, 100);
    }
}
