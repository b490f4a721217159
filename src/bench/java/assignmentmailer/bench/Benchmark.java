package assignmentmailer.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs every scenario, and writes the report to {@code target} after each. */
public final class Benchmark {
    private static final Logger LOG = LoggerFactory.getLogger(Benchmark.class);
    private static final Path TARGET = Path.of("target");

    private final Map<String, Object> machine = Machine.describe();
    private final Measurements measurements = new Measurements();
    private final List<Section> alone = new ArrayList<>();
    private final Plan plan;

    private Benchmark(Plan plan) {
        this.plan = plan;
    }

    public static void main(String[] args) throws Exception {
        new Benchmark(Plan.fromSystemProperties()).run();
    }

    private void run() throws Exception {
        sideBySide("backlog", aws -> new BacklogScenario(aws, plan, measurements).ofInserts());
        sideBySide("steady", aws -> new SteadyScenario(aws, plan, measurements).run());
        sideBySide("changes", aws -> new BacklogScenario(aws, plan, measurements).ofChanges());
        sideBySide("start", aws -> new StartScenario(aws, plan, measurements).run());
        sideBySide("idle", aws -> new IdleScenario(aws, plan, measurements).run());
        alone("growth", Growth::run);
        alone("hot-paths", HotPaths::run);
        LOG.info("Written to target/benchmark.md and target/benchmark.json\n\n{}", report().markdown());
    }

    /** Each scenario has its own AWS, without tables of earlier scenarios. */
    private void sideBySide(String scenario, Scenario measured) throws Exception {
        if (plan.includes(scenario)) {
            try (Aws aws = new Aws()) {
                measured.run(aws);
            }
            report().write(TARGET);
        }
    }

    private void alone(String scenario, Callable<Section> measured) throws Exception {
        if (plan.includes(scenario)) {
            alone.add(measured.call());
            report().write(TARGET);
        }
    }

    private Report report() {
        List<Section> sections = new ArrayList<>(List.of(new Comparison(measurements).section()));
        sections.addAll(alone);
        return new Report(machine, sections);
    }

    /** A scenario for all contenders. */
    @FunctionalInterface
    private interface Scenario {
        void run(Aws aws) throws Exception;
    }
}
