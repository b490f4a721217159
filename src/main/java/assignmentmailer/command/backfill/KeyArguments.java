package assignmentmailer.command.backfill;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
        if (PLAIN.matcher(text).matches()) {
            return text;
        }
        return text.codePoints().anyMatch(KeyArguments::isInvisible)
                ? "$'" + text.codePoints().mapToObj(KeyArguments::escaped).collect(Collectors.joining()) + "'"
                : "'" + text.replace("'", "'\\''") + "'";
    }

    /** A line break would forge a line of what a command prints, an escape sequence change the terminal. */
    private static boolean isInvisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /** As in bash and zsh between $' and '. */
    private static String escaped(int character) {
        if (isInvisible(character)) {
            return "\\U%08X".formatted(character);
        }
        return character == '\'' || character == '\\'
                ? "\\" + Character.toString(character)
                : Character.toString(character);
    }

    private static String value(AttributeValue value) {
        return Optional.ofNullable(value.s())
                .or(() -> Optional.ofNullable(value.n()))
                .orElseGet(() -> Base64.getEncoder().encodeToString(value.b().asByteArray()));
    }
}
