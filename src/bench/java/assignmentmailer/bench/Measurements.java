package assignmentmailer.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/** The values of all turns. */
final class Measurements {
    private final Map<Metric, Map<Contender, List<Double>>> values = new LinkedHashMap<>();

    void add(Metric metric, Contender contender, double value) {
        values.computeIfAbsent(metric, any -> new EnumMap<>(Contender.class))
                .computeIfAbsent(contender, any -> new ArrayList<>())
                .add(value);
    }

    /** Returns the metrics in the order of their first measurement. */
    Set<Metric> metrics() {
        return values.keySet();
    }

    List<Double> values(Metric metric, Contender contender) {
        return values.get(metric).getOrDefault(contender, List.of());
    }

    OptionalDouble median(Metric metric, Contender contender) {
        List<Double> all = values(metric, contender);
        return all.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Quantiles.of(all, 0.5));
    }

    /**
     * Returns the ratio of the service's figure to another contender's: the median of all rounds, since the machine's
     * speed varies between rounds.
     */
    OptionalDouble ratio(Metric metric, Contender other) {
        List<Double> service = values(metric, Contender.SERVICE);
        List<Double> others = values(metric, other);
        if (service.isEmpty() || service.size() != others.size() || others.contains(0.0)) {
            return OptionalDouble.empty();
        }
        List<Double> ratios = IntStream.range(0, service.size())
                .mapToObj(round -> service.get(round) / others.get(round))
                .toList();
        return OptionalDouble.of(Quantiles.of(ratios, 0.5));
    }
}
