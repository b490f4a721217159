package assignmentmailer.candidate;

import java.math.BigDecimal;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives equal numbers of an item one form, since {@link BigDecimal#equals} tells 5 and 5.0 apart. */
public final class Decimals {
    /** The most zeros written out: DynamoDB's numbers have fewer, but a text may have a billion. */
    private static final int MOST_ZEROS = 200;

    /** The most characters of a number in a text, which is cheap to parse. */
    private static final int MOST_CHARACTERS = 64;

    private Decimals() {}

    /** Returns the number that a text is; empty when it is none, or longer than any number of an item. */
    public static Optional<BigDecimal> parse(String text) {
        String number = text.strip();
        try {
            return number.length() > MOST_CHARACTERS
                    ? Optional.empty()
                    : Optional.of(canonical(new BigDecimal(number)));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    /** Returns an equal number without trailing zeros after the decimal point, and without an exponent unless it is huge. */
    public static BigDecimal canonical(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 && stripped.scale() >= -MOST_ZEROS ? stripped.setScale(0) : stripped;
    }

    /** Returns a view of a list that contains a number in whichever type or text it is asked for. */
    static List<Object> findable(List<Object> values) {
        return new Findable(values);
    }

    private static final class Findable extends AbstractList<Object> {
        private final List<Object> values;

        Findable(List<Object> values) {
            this.values = values;
        }

        @Override
        public Object get(int index) {
            return values.get(index);
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public boolean contains(@Nullable Object wanted) {
            return values.stream().anyMatch(value -> value.equals(wanted) || isNumber(value, wanted));
        }

        private static boolean isNumber(Object value, @Nullable Object wanted) {
            if (!(value instanceof BigDecimal number) || wanted == null) {
                return false;
            }
            return parse(wanted.toString())
                    .filter(other -> number.compareTo(other) == 0)
                    .isPresent();
        }
    }
}
