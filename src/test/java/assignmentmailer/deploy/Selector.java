package assignmentmailer.deploy;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A selector of PromQL: a metric, and what its labels have to be.
 *
 * @param matchers tests of the labels' values
 */
public record Selector(String metric, Map<String, Predicate<String>> matchers) {
    /** The labels that Prometheus adds to each series of a target. */
    public static final Set<String> OF_TARGET = Set.of("instance", "job");

    static Predicate<String> matcher(String operator, String value) {
        return switch (operator) {
            case "=" -> value::equals;
            case "!=" -> Predicate.not(value::equals);
            case "=~" -> Pattern.compile(value).asMatchPredicate();
            case "!~" -> Predicate.not(Pattern.compile(value).asMatchPredicate());
            default -> throw new IllegalArgumentException(operator);
        };
    }

    /** Returns whether a series is selected, by the labels that its target shows. */
    boolean selects(Series series) {
        return series.metric().equals(metric)
                && matchers.entrySet().stream()
                        .filter(label -> !OF_TARGET.contains(label.getKey()))
                        .allMatch(label -> series.labels().containsKey(label.getKey())
                                && label.getValue().test(series.labels().get(label.getKey())));
    }
}
