package assignmentmailer.deploy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an expression in PromQL names: the metrics it selects, and the labels it groups by. */
public final class Expression {
    private static final Set<String> WORDS = Set.of("or", "and", "unless", "offset", "bool");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");

    /** A name, and what follows it: labels, or the parenthesis of a function. Neither a duration nor a variable of Grafana. */
    private static final Pattern NAME =
            Pattern.compile("(?<![\\w:$])([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(\\(|\\{((?:[^}\"]|\"[^\"]*\")*)})?");

    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");

    private final String text;
    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> groupings = new TreeSet<>();

    public Expression(String text) {
        this.text = text;
        GROUPING.matcher(text)
                .results()
                .flatMap(group -> Stream.of(group.group(1).split(",")))
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .forEach(groupings::add);
        Matcher name = NAME.matcher(GROUPING.matcher(text).replaceAll(" "));
        while (name.find()) {
            if (!"(".equals(name.group(2)) && !WORDS.contains(name.group(1))) {
                selectors.add(new Selector(name.group(1), matchers(name.group(3))));
            }
        }
    }

    private static Map<String, Predicate<String>> matchers(String labels) {
        Map<String, Predicate<String>> matchers = new HashMap<>();
        if (labels != null) {
            LABEL.matcher(labels)
                    .results()
                    .forEach(label -> matchers.put(label.group(1), Selector.matcher(label.group(2), label.group(3))));
        }
        return Map.copyOf(matchers);
    }

    public List<Selector> selectors() {
        return selectors;
    }

    /** Returns the labels of clauses such as {@code by (reason)}. */
    public Set<String> groupings() {
        return groupings;
    }

    @Override
    public String toString() {
        return text;
    }
}
