package assignmentmailer.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what a command prints for scripts. */
final class Json {
    private static final ObjectWriter WRITER = JsonMapper.builder().build().writerWithDefaultPrettyPrinter();

    private Json() {}

    static String text(Object value) throws JsonProcessingException {
        return WRITER.writeValueAsString(value);
    }

    /** Returns an object whose members keep their order. */
    static Map<String, String> object(String... namesAndValues) {
        Map<String, String> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }
}
