package assignmentmailer;

import java.math.BigDecimal;
import java.util.function.Function;
import org.apache.camel.TypeConverter;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;

/**
 * Has Camel compare decimal numbers exactly: by itself it compares whole numbers first, and has 5.5 years equal to 5. A
 * conversion that would lose a digit is none, so that Camel goes on to compare both as they are.
 */
final class ExactNumbers {
    private static final BigDecimal LEAST_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MOST_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

    private ExactNumbers() {}

    static void in(TypeConverterRegistry converters) {
        convert(converters, BigDecimal.class, Long.class, ExactNumbers::exactLong);
        convert(converters, BigDecimal.class, Integer.class, ExactNumbers::exactInteger);
        convert(converters, BigDecimal.class, Double.class, ExactNumbers::exactDouble);
        convert(converters, Integer.class, BigDecimal.class, BigDecimal::valueOf);
        convert(converters, Long.class, BigDecimal.class, BigDecimal::valueOf);
        convert(converters, Double.class, BigDecimal.class, BigDecimal::valueOf);
        convert(converters, String.class, BigDecimal.class, ExactNumbers::decimal);
    }

    /** @param conversion returns {@link TypeConverter#MISS_VALUE} where there is none */
    private static <F> void convert(
            TypeConverterRegistry converters, Class<F> from, Class<?> to, Function<F, Object> conversion) {
        converters.addTypeConverter(
                to,
                from,
                new SimpleTypeConverter(false, (type, exchange, value) -> conversion.apply(from.cast(value))));
    }

    private static Object exactLong(BigDecimal number) {
        return number.compareTo(LEAST_LONG) >= 0
                        && number.compareTo(MOST_LONG) <= 0
                        && number.remainder(BigDecimal.ONE).signum() == 0
                ? (Object) number.longValue()
                : TypeConverter.MISS_VALUE;
    }

    private static Object exactInteger(BigDecimal number) {
        return exactLong(number) instanceof Long whole && whole == whole.intValue()
                ? (Object) whole.intValue()
                : TypeConverter.MISS_VALUE;
    }

    private static Object exactDouble(BigDecimal number) {
        double nearest = number.doubleValue();
        return Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(number) == 0
                ? (Object) nearest
                : TypeConverter.MISS_VALUE;
    }

    private static Object decimal(String text) {
        try {
            return new BigDecimal(text.strip());
        } catch (NumberFormatException notANumber) {
            return TypeConverter.MISS_VALUE;
        }
    }
}
