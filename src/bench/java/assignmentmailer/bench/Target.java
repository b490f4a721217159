package assignmentmailer.bench;

import java.util.Optional;

/**
 * A target for the service.
 *
 * @param against the contender whose figure in the same run is compared; empty for an absolute target
 * @param bound the bound of the ratio or, for an absolute target, of the figure
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
