package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import assignmentmailer.stream.sim.ScriptedFaults;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamMetersTest extends VirtualStream {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "src/main/java/assignmentmailer/stream/README.md"})
    void eachMetricThatAReadmeNamesIsThereWithItsTableAndRoute(String readme) throws IOException {
        table.enableStream(1);
        reader().registry(registry).start();

        String metrics = registry.scrape();

        assertThat(Pattern.compile("`(ddbstream_[a-z_]+)`")
                        .matcher(Files.readString(Path.of(readme)))
                        .results()
                        .map(name -> name.group(1)))
                .hasSizeGreaterThan(5)
                .allSatisfy(name ->
                        assertThat(metrics).contains("\n" + name + "{route=\"under-test\",table=\"candidates\"} "));
    }

    @Test
    void countsWhatTheReaderDoes() {
        AtomicBoolean failed = new AtomicBoolean();
        HeldRoute held = new HeldRoute("candidate-9");
        table.enableStream(2);
        VirtualReader reader = reader().registry(registry)
                .route((record, whenEnded) -> {
                    if (record.eventID().equals("candidate-3") && !failed.getAndSet(true)) {
                        whenEnded.accept(new IllegalStateException("fails once"));
                    } else {
                        held.send(record, whenEnded);
                    }
                })
                .start();
        time.pass(Duration.ofSeconds(10));
        faults.failNext(3, "GetRecords", ScriptedFaults::throttled);
        table.write(10);
        time.pass(Duration.ofSeconds(20));

        int polls =
                reader.streams().polls().values().stream().mapToInt(List::size).sum();
        assertThat(reader.count("ddbstream.records")).isEqualTo(10);
        assertThat(reader.count("ddbstream.polls")).isEqualTo(polls);
        assertThat(reader.count("ddbstream.polls.failed")).isEqualTo(3);
        assertThat(reader.count("ddbstream.redeliveries")).isEqualTo(1);
        assertThat(reader.gauge("ddbstream.records.in.flight")).isEqualTo(1);
        assertThat(reader.gauge("ddbstream.records.buffered")).isEqualTo(1);
        assertThat(reader.gauge("ddbstream.bytes.buffered")).isPositive();
        assertThat(reader.gauge("ddbstream.shards.open")).isEqualTo(2);
    }

    @Test
    void showsHowLongTheStreamStillKeepsTheOldestUnacknowledgedChange() {
        HeldRoute held = new HeldRoute("candidate-0");
        table.enableStream(1);
        VirtualReader reader = reader().registry(registry).route(held::send).start();
        time.pass(Duration.ofSeconds(10));
        assertThat(reader.gauge("ddbstream.retention.left.seconds"))
                .isGreaterThan(Duration.ofHours(24).toSeconds() - 10.0);
        table.write(1);

        time.pass(Duration.ofHours(20));
        assertThat(reader.gauge("ddbstream.retention.left.seconds")).isCloseTo(4 * 3600.0, within(10.0));

        time.pass(Duration.ofHours(5));
        assertThat(reader.gauge("ddbstream.retention.left.seconds")).isZero();
    }
}
