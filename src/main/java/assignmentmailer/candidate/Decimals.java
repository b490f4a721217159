package assignmentmailer.candidate;

import java.math.BigDecimal;
import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives equal numbers of an item one form, since {@link BigDecimal#equals} tells 5 and 5.0 apart. */
public final class Decimals {
    /** The most zeros written out: DynamoDB's numbers have fewer, but a text may have a billion. */
    private static final int MOST_ZEROS = 200;

    private Decimals() {}

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
            try {
                return number.compareTo(new BigDecimal(wanted.toString())) == 0;
            } catch (NumberFormatException noNumber) {
                return false;
            }
        }
    }
}
