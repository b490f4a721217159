package assignmentmailer.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Compares the medians of the contenders. */
final class Comparison {
    private final Measurements measurements;

    Comparison(Measurements measurements) {
        this.measurements = measurements;
    }

    Section section() {
        return new Section(
                "Side by side", measurements.metrics().stream().map(this::row).toList());
    }

    private Map<String, Object> row(Metric metric) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("scenario", metric.scenario());
        row.put("figure", metric.name());
        for (Contender contender : Contender.values()) {
            row.put(contender.title(), value(measurements.median(metric, contender)));
        }
        for (Contender other : List.of(Contender.STOCK, Contender.BARE)) {
            row.put("ratio to " + other.title(), value(measurements.ratio(metric, other)));
        }
        row.put("target", metric.targets().stream().map(Target::toString).collect(Collectors.joining(", ")));
        row.put(
                "reached",
                metric.targets().stream().map(target -> reached(metric, target)).collect(Collectors.joining(", ")));
        row.put(
                "all turns of this service",
                measurements.values(metric, Contender.SERVICE).stream()
                        .map(Figures::shortened)
                        .collect(Collectors.joining(" ")));
        return row;
    }

    private String reached(Metric metric, Target target) {
        OptionalDouble measured = target.against()
                .map(other -> measurements.ratio(metric, other))
                .orElseGet(() -> measurements.median(metric, Contender.SERVICE));
        return measured.isEmpty() ? "not measured" : target.isReachedBy(measured.getAsDouble()) ? "yes" : "no";
    }

    private static Object value(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : "";
    }
}
