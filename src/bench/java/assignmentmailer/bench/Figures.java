package assignmentmailer.bench;

import java.math.BigDecimal;
import java.math.MathContext;

/** Writes numbers as a table needs them. */
final class Figures {
    private static final MathContext THREE_DIGITS = new MathContext(3);

    private Figures() {}

    /** Three digits that matter, and none after the point of what is larger than that. */
    static String shortened(double value) {
        if (Math.abs(value) >= 1_000) {
            return "%,d".formatted(Math.round(value));
        }
        BigDecimal rounded = new BigDecimal(value).round(THREE_DIGITS);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
