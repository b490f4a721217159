package assignmentmailer.deploy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An expression of an alert or a panel, with the texts that name labels of its result.
 *
 * @param owner the alert or panel
 * @param texts annotations or a legend
 */
public record Query(String owner, Expression expression, List<String> texts) {
    /** An alert writes {@code {{ $labels.table }}}, a legend <code>{{table}}</code>. */
    private static final Pattern LABEL = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?([a-zA-Z_]+)\\s*}}");

    /** Returns the labels that the query names outside of selectors, but for those of the target. */
    Set<String> labels() {
        Set<String> labels = texts.stream()
                .flatMap(text -> LABEL.matcher(text).results().map(found -> found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
        labels.addAll(expression.groupings());
        labels.removeAll(Selector.OF_TARGET);
        return labels;
    }

    /** Returns what the query names and none of the series has: metrics with values of labels, and labels. */
    public List<String> missingIn(List<Series> shown) {
        Stream<String> selectors = expression.selectors().stream()
                .filter(selector -> shown.stream().noneMatch(selector::selects))
                .map(selector -> selector.metric() + selector.matchers().keySet());
        Stream<String> labels = labels().stream()
                .filter(label -> shown.stream()
                        .noneMatch(series -> series.labels().containsKey(label)
                                && expression.selectors().stream().anyMatch(selector -> selector.selects(series))))
                .map(label -> "label " + label);
        return Stream.concat(selectors, labels).distinct().toList();
    }
}
