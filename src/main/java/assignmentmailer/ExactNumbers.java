package assignmentmailer;

import assignmentmailer.candidate.Decimals;
import java.math.BigDecimal;
import java.util.function.Function;
import org.apache.camel.TypeConverter;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;

/**
 * Type converters that make Camel compare decimal numbers exactly. Camel first compares as whole numbers, so 5.5 would
 * equal 5; a converter here misses when it would lose a digit, and Camel then compares the unconverted values.
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

    /** @param conversion returns {@link TypeConverter#MISS_VALUE} when the value has no exact equivalent */
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
        return Decimals.parse(text).<Object>map(number -> number).orElse(TypeConverter.MISS_VALUE);
    }
}
