package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays every scenario with this project's consumer and with Camel's own, and writes both results to
 * {@code target/conformance.md}.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class ConformanceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Long enough for a consumer that polls every 20 ms. */
    private static final Duration PATIENCE_WITH_STOCK = Duration.ofSeconds(1);

    private static final Map<String, Tally> OURS = new ConcurrentHashMap<>();
    private static final Map<String, Tally> STOCK = new ConcurrentHashMap<>();

    static List<Scenario> scenarios() {
        return Scenario.all();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void deliversEveryRecordOnce(Scenario scenario) {
        Tally tally = play(scenario, false, PATIENCE);

        OURS.put(scenario.name(), tally);
        assertThat(tally.lost()).as("lost").isZero();
        assertThat(tally.repeated()).as("repeated").isZero();
        assertThat(tally.gaps() > 0).as("reported that records may be lost").isEqualTo(scenario.gapReported());
    }

    /** When this test fails, Camel's own consumer loses no record: delete the package. */
    @Test
    void isNeededSinceTheStockConsumerLosesRecords() {
        scenarios().parallelStream()
                .forEach(scenario -> STOCK.put(scenario.name(), play(scenario, true, PATIENCE_WITH_STOCK)));

        assertThat(STOCK.values().stream().mapToInt(Tally::lost).sum()).isPositive();
    }

    @AfterAll
    static void writeTable() throws IOException {
        StringBuilder table = new StringBuilder(
                        "| scenario | due | lost | repeated | gap reported | stock: lost | repeated |\n")
                .append("|---|--:|--:|--:|---|--:|--:|\n");
        scenarios().stream()
                .filter(scenario -> OURS.containsKey(scenario.name()))
                .forEach(scenario -> {
                    Tally ours = OURS.get(scenario.name());
                    Tally stock = STOCK.get(scenario.name());
                    table.append("| %s | %d | %d | %d | %s | %s | %s |%n"
                            .formatted(
                                    scenario.name(),
                                    ours.written(),
                                    ours.lost(),
                                    ours.repeated(),
                                    ours.gaps() > 0 ? "yes" : "",
                                    stock == null ? "" : stock.lost(),
                                    stock == null ? "" : stock.repeated()));
                });
        Files.writeString(Path.of("target", "conformance.md"), table);
    }

    private static Tally play(Scenario scenario, boolean stock, Duration idleLimit) {
        try (ScenarioRun stage = new ScenarioRun(stock, scenario.fromLatest(), idleLimit)) {
            scenario.script().play(stage);
            stage.settle();
            stage.lookForRepeats();
            return new Tally(stage.written(), stage.lost(), stage.repeated(), stage.gaps());
        } catch (Exception e) {
            throw new AssertionError(scenario.name(), e);
        }
    }

    private record Tally(int written, int lost, int repeated, int gaps) {}
}
