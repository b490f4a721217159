package assignmentmailer.bench;

import java.util.Collection;
import java.util.List;

/** Computes the value that a share of all values does not exceed. */
final class Quantiles {
    private Quantiles() {}

    /** @param share from 0 to 1, 0.5 for the median; interpolates between neighbouring values */
    static double of(Collection<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        double position = share * (sorted.size() - 1);
        double below = sorted.get((int) Math.floor(position));
        double above = sorted.get((int) Math.ceil(position));
        return below + (above - below) * (position - Math.floor(position));
    }
}
