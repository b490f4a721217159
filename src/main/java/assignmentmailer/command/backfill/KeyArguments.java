package assignmentmailer.command.backfill;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Writes an item's key as an operator types it: the value of the partition key and, where the table has one, of the sort
 * key.
 *
 * @param partition the name of the partition key
 * @param sort the name of the sort key
 */
public record KeyArguments(String partition, Optional<String> sort) {
    private static final Pattern PLAIN = Pattern.compile("[\\w.,:/@%+=-]+");

    /** Returns the arguments of the command explain. */
    String of(Map<String, AttributeValue> key) {
        return of(value(key.get(partition)), sort.map(name -> value(key.get(name))), "");
    }

    /**
     * Returns the arguments for a shell.
     *
     * @param option what is to be before the id, as {@code --id}
     */
    public static String of(String id, Optional<String> sort, String option) {
        boolean isOption = id.startsWith("-");
        String first = option.isEmpty() ? (isOption ? "-- " : "") : option + (isOption ? "=" : " ");
        return option.isEmpty()
                ? sort.map(value -> "--sort=" + quoted(value) + " ").orElse("") + first + quoted(id)
                : first
                        + quoted(id)
                        + sort.map(value -> " --sort=" + quoted(value)).orElse("");
    }

    private static String quoted(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private static String value(AttributeValue value) {
        return Optional.ofNullable(value.s())
                .or(() -> Optional.ofNullable(value.n()))
                .orElseGet(() -> Base64.getEncoder().encodeToString(value.b().asByteArray()));
    }
}
