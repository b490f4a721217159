package assignmentmailer.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs every scenario and writes the report into {@code target}. */
public final class Benchmark {
    private static final Logger LOG = LoggerFactory.getLogger(Benchmark.class);

    private Benchmark() {}

    public static void main(String[] args) throws Exception {
        Map<String, Object> machine = Machine.describe();
        Plan plan = Plan.fromSystemProperties();
        List<Section> sections = new ArrayList<>();
        sections.add(sideBySide(plan));
        if (plan.includes("growth")) {
            sections.add(Growth.run());
        }
        if (plan.includes("hot-paths")) {
            sections.add(HotPaths.run());
        }
        Report report = new Report(machine, sections);
        report.write(Path.of("target"));
        LOG.info("Written to target/benchmark.md and target/benchmark.json\n\n{}", report.markdown());
    }

    private static Section sideBySide(Plan plan) throws Exception {
        Measurements measurements = new Measurements();
        try (Aws aws = new Aws()) {
            if (plan.includes("backlog")) {
                new BacklogScenario(aws, plan, measurements).ofInserts();
            }
            if (plan.includes("steady")) {
                new SteadyScenario(aws, plan, measurements).run();
            }
            if (plan.includes("changes")) {
                new BacklogScenario(aws, plan, measurements).ofChanges();
            }
            if (plan.includes("start")) {
                new StartScenario(aws, plan, measurements).run();
            }
            if (plan.includes("idle")) {
                new IdleScenario(aws, plan, measurements).run();
            }
        }
        return new Comparison(measurements).section();
    }
}
