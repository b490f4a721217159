package assignmentmailer.record;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.spi.TypeConverterLoader;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * Registers Camel's type converters between change records and their JSON in strings, bytes, streams and files, all in
 * UTF-8. {@code META-INF/services/org/apache/camel/TypeConverterLoader} names this class.
 */
public final class RecordConverters implements TypeConverterLoader {
    /** More than Lambda's 6 MB of payload, escaped as a JSON string. */
    private static final int LARGEST = 8 << 20;

    /** With 17 texts at once, each twice in memory while it is read, half of the heap is left. */
    private static final int PART_OF_HEAP = 64;

    /** The most bytes read of a stream or file. */
    private static final int MOST_BYTES =
            (int) Math.min(LARGEST, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    @Override
    public void load(TypeConverterRegistry registry) {
        addSource(registry, String.class, text -> text);
        addSource(registry, byte[].class, RecordConverters::decode);
        addSource(registry, InputStream.class, RecordConverters::read);
        addSource(registry, File.class, RecordConverters::read);
        addTarget(registry, String.class, json -> json);
        addTarget(registry, byte[].class, RecordConverters::encode);
        addTarget(registry, InputStream.class, json -> new ByteArrayInputStream(encode(json)));
    }

    @FunctionalInterface
    private interface Conversion<F, T> {
        T convert(F from) throws IOException;
    }

    private static <S> void addSource(TypeConverterRegistry registry, Class<S> source, Conversion<S, String> text) {
        registry.addTypeConverter(
                Record.class,
                source,
                new SimpleTypeConverter(
                        false,
                        (type, exchange, value) ->
                                RecordDocuments.onlyRecord(plain(text.convert(source.cast(value))))));
        registry.addTypeConverter(
                RecordDocuments.class,
                source,
                new SimpleTypeConverter(
                        false, (type, exchange, value) -> RecordDocuments.of(plain(text.convert(source.cast(value))))));
    }

    private static <T> void addTarget(TypeConverterRegistry registry, Class<T> target, Conversion<String, T> json) {
        registry.addTypeConverter(
                target,
                Record.class,
                new SimpleTypeConverter(
                        false, (type, exchange, value) -> json.convert(RecordJson.write((Record) value))));
    }

    private static String plain(String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    }

    private static String read(File file) throws IOException {
        try (InputStream in = new FileInputStream(file)) {
            return read(in);
        }
    }

    private static String read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new IOException("more than " + MOST_BYTES
                    + " bytes of change records at once: split them, or allow a larger heap (-Xmx)");
        }
        return decode(bytes);
    }

    private static String decode(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] encode(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
