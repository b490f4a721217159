package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;

/** A stream that is disabled, replaced or gone while it is read, and what an operator sees of it. */
class StreamLifeTest extends RealTimeStream {
    @Test
    void theShardLeftOpenInADisabledStreamEndsToo() throws Exception {
        table.enableStream(1);
        try (ConsumerUnderTest instance = instance().start()) {
            table.write(10);
            table.replaceStreamLeavingShardsOpen(1);
            table.write(10);

            awaitDelivered(instance, table.written());
        }
    }

    @Test
    void goesOnFromAStreamThatIsGoneAndSaysSoOnce() throws Exception {
        table.enableStream(2).write(20);
        try (ConsumerUnderTest first = instance().start()) {
            awaitDelivered(first, table.written());
        }
        table.enableStream(1);
        table.forgetDisabledStreams();
        List<String> left = table.write(10);

        try (ConsumerUnderTest second = instance().start()) {
            awaitDelivered(second, left);

            assertThat(second.meters().get("ddbstream.gaps").counter().count()).isEqualTo(1);
        }
    }

    @Test
    void showsTheAgeOfTheOldestRecordThatIsNotDone() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        table.enableStream(1).write(1);

        try (ConsumerUnderTest instance =
                instance().route(exchange -> release.await()).start()) {
            await().until(() -> gauge(instance, "ddbstream.records.in.flight") == 1);
            clock.advance(Duration.ofSeconds(5));

            assertThat(gauge(instance, "ddbstream.age.seconds")).isEqualTo(5);
            assertThat(gauge(instance, "ddbstream.shards.open")).isEqualTo(1);
            release.countDown();
            await().until(() -> gauge(instance, "ddbstream.age.seconds") == 0);
        }
    }

    @Test
    void aStreamThatIsDisabledMakesTheServiceNotReady() throws Exception {
        table.enableStream(1);
        try (ConsumerUnderTest instance = instance().start()) {
            await().until(() -> health(instance) == HealthCheck.State.UP);

            table.disableStream();

            await().until(() -> health(instance) == HealthCheck.State.DOWN);
            assertThat(instance.consumer().getHealthCheck().call().getMessage().orElseThrow())
                    .contains("no stream enabled");
        }
    }
}
