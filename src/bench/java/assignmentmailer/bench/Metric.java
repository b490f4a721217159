package assignmentmailer.bench;

import java.util.List;

/**
 * A figure measured for each contender.
 *
 * @param scenario the scenario's id
 * @param name the name with its unit
 * @param targets empty for a figure without target
 */
record Metric(String scenario, String name, List<Target> targets) {
    Metric(String scenario, String name, Target... targets) {
        this(scenario, name, List.of(targets));
    }
}
