package assignmentmailer.bench;

import java.util.Optional;

/**
 * What the service must reach.
 *
 * @param against whose figure of the same run it is compared with, none for a figure that stands for itself
 * @param bound of the ratio to theirs, or of the figure itself
 * @param atLeast whether more is better
 */
record Target(Optional<Contender> against, double bound, boolean atLeast) {
    static Target atLeast(double ratio, Contender against) {
        return new Target(Optional.of(against), ratio, true);
    }

    static Target atMost(double ratio, Contender against) {
        return new Target(Optional.of(against), ratio, false);
    }

    static Target atMost(double figure) {
        return new Target(Optional.empty(), figure, false);
    }

    boolean isReachedBy(double measured) {
        return atLeast ? measured >= bound : measured <= bound;
    }

    @Override
    public String toString() {
        return (atLeast ? "≥ " : "≤ ")
                + Figures.shortened(bound)
                + against.map(other -> " × " + other.title()).orElse("");
    }
}
