package assignmentmailer.bench;

import java.util.List;

/**
 * Something that is measured of each contender.
 *
 * @param scenario in which
 * @param name with its unit
 * @param targets none where it is only told
 */
record Metric(String scenario, String name, List<Target> targets) {
    Metric(String scenario, String name, Target... targets) {
        this(scenario, name, List.of(targets));
    }
}
