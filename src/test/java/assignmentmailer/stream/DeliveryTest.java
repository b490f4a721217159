package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.Record;

class DeliveryTest {
    private static final Backoff REDELIVERY = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8));

    private final List<UnackedRecord> done = new ArrayList<>();
    private final AckWindow window = new AckWindow();

    @Test
    void aRecordThatKeepsFailingComesAgainAfterADelayThatGrowsToItsLimit() {
        try (RecordingTimer timer = new RecordingTimer()) {
            Delivery delivery =
                    delivery(timer, (record, whenThrough) -> whenThrough.accept(new IllegalStateException(), null));

            delivery.offer(new Lane("shard", done::add), List.of(unacked("1")));
            for (int again = 1; again < 6; again++) {
                timer.elapse();
            }

            List<Duration> longest = List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(8));
            assertThat(timer.delays()).hasSameSizeAs(longest);
            for (int i = 0; i < longest.size(); i++) {
                assertThat(timer.delays().get(i)).isBetween(longest.get(i).dividedBy(2), longest.get(i));
            }
            assertThat(done).isEmpty();
        }
    }

    @Test
    void aRecordThatWaitsLeavesItsPlaceToTheNext() {
        try (RecordingTimer timer = new RecordingTimer()) {
            List<String> sent = new ArrayList<>();
            Delivery delivery = delivery(timer, (record, whenThrough) -> {
                sent.add(record.eventID());
                whenThrough.accept(sent.size() == 1 ? new IllegalStateException() : null, null);
            });

            delivery.offer(new Lane("shard", done::add), List.of(unacked("1"), unacked("2")));
            timer.elapse();

            assertThat(sent).containsExactly("1", "2", "1");
            assertThat(delivery.buffered()).isZero();
            assertThat(delivery.inFlight()).isZero();
        }
    }

    @Test
    void aRecordComesAgainWhenItsRouteAsksForIt() {
        try (RecordingTimer timer = new RecordingTimer()) {
            Duration asked = Duration.ofMillis(1234);
            Delivery delivery =
                    delivery(timer, (record, whenThrough) -> whenThrough.accept(new IllegalStateException(), asked));

            delivery.offer(new Lane("shard", done::add), List.of(unacked("1")));
            timer.elapse();

            assertThat(timer.delays()).containsExactly(asked, asked);
        }
    }

    /** With one place, on the thread of the test. */
    private static Delivery delivery(RecordingTimer timer, Delivery.Route route) {
        return new Delivery(
                1,
                new Threads(timer, Runnable::run),
                route,
                REDELIVERY,
                new StreamMeters(new SimpleMeterRegistry(), "candidates"));
    }

    private UnackedRecord unacked(String eventId) {
        return new UnackedRecord(Record.builder().eventID(eventId).build(), window.append(new SequenceNumber(eventId)));
    }
}
