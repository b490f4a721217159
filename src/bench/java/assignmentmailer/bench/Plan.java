package assignmentmailer.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The extent of a run, by the system properties {@code bench.rounds}, {@code bench.seconds} and
 * {@code bench.scenarios}, a comma-separated list.
 *
 * @param rounds the number of turns of each contender
 * @param window the length of one turn
 * @param scenarios the ids of the scenarios to run; all when empty
 * @param jvmOptions additional options for each contender's JVM, such as for a profile
 */
record Plan(int rounds, Duration window, List<String> scenarios, List<String> jvmOptions) {

    static Plan fromSystemProperties() {
        return new Plan(
                Integer.getInteger("bench.rounds", 5),
                Duration.ofSeconds(Integer.getInteger("bench.seconds", 6)),
                list("bench.scenarios", ","),
                list("bench.jvm-options", " "));
    }

    /** The number of inserts, which exceeds the mails of one turn. */
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
