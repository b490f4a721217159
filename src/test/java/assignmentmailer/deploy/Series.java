package assignmentmailer.deploy;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A series of Prometheus and its value at one time. */
public record Series(String metric, Map<String, String> labels, double value) {
    private static final Pattern LINE = Pattern.compile("(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{([^}]*)})? (\\S+)$");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"([^\"]*)\"");

    /** Reads the text that a target shows ("Exposition formats" of Prometheus); labels without quotation marks. */
    public static List<Series> shownIn(String text) {
        return LINE.matcher(text)
                .results()
                .map(line -> new Series(line.group(1), labels(line.group(2)), value(line.group(3))))
                .toList();
    }

    private static Map<String, String> labels(String text) {
        return text == null
                ? Map.of()
                : LABEL.matcher(text)
                        .results()
                        .collect(Collectors.toUnmodifiableMap(label -> label.group(1), label -> label.group(2)));
    }

    private static double value(String text) {
        return Double.parseDouble(text.replace("Inf", "Infinity"));
    }

    /** Returns metric and labels as PromQL writes them. */
    String name() {
        return metric
                + labels.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(label -> "%s=\"%s\"".formatted(label.getKey(), label.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
    }
}
