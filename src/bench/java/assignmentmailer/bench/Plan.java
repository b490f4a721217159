package assignmentmailer.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How much is measured: {@code bench.rounds} and {@code bench.seconds} make it longer or shorter, and
 * {@code bench.scenarios}, a comma between two, leaves others out.
 *
 * @param rounds how often each contender has its turn
 * @param window how long one turn is measured
 * @param scenarios the ids of those that are run, all when empty
 * @param jvmOptions what each contender's JVM is told beside its heap's size, such as to record a profile
 */
record Plan(int rounds, Duration window, List<String> scenarios, List<String> jvmOptions) {

    static Plan fromSystemProperties() {
        return new Plan(
                Integer.getInteger("bench.rounds", 5),
                Duration.ofSeconds(Integer.getInteger("bench.seconds", 6)),
                list("bench.scenarios", ","),
                list("bench.jvm-options", " "));
    }

    /** So many inserts that a turn ends before they do. */
    int backlog() {
        return 1_000 * (int) window.plus(BacklogScenario.WARM_UP).toSeconds();
    }

    boolean includes(String scenario) {
        return scenarios.isEmpty() || scenarios.contains(scenario);
    }

    private static List<String> list(String property, String separator) {
        return Arrays.stream(System.getProperty(property, "").split(separator))
                .filter(entry -> !entry.isBlank())
                .toList();
    }
}
