package assignmentmailer.bench;

import java.math.BigDecimal;
import java.math.MathContext;

/** Formats numbers for tables. */
final class Figures {
    private static final MathContext THREE_DIGITS = new MathContext(3);

    private Figures() {}

    /** Formats with three significant digits, from 1,000 on as a whole number. */
    static String shortened(double value) {
        if (Math.abs(value) >= 1_000) {
            return "%,d".formatted(Math.round(value));
        }
        BigDecimal rounded = new BigDecimal(value).round(THREE_DIGITS);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
