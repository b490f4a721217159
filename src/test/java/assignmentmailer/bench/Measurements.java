package assignmentmailer.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** All values of all turns. */
final class Measurements {
    private final Map<Metric, Map<Contender, List<Double>>> values = new LinkedHashMap<>();

    void add(Metric metric, Contender contender, double value) {
        values.computeIfAbsent(metric, any -> new EnumMap<>(Contender.class))
                .computeIfAbsent(contender, any -> new ArrayList<>())
                .add(value);
    }

    /** What was measured, in the order in which it first was. */
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

    /** The service's median as a multiple of another's. */
    OptionalDouble ratio(Metric metric, Contender other) {
        OptionalDouble service = median(metric, Contender.SERVICE);
        OptionalDouble others = median(metric, other);
        return service.isEmpty() || others.isEmpty() || others.getAsDouble() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(service.getAsDouble() / others.getAsDouble());
    }
}
