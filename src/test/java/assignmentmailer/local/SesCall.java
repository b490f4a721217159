package assignmentmailer.local;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A request to SES in the Query protocol: an action and its parameters. */
public record SesCall(Map<String, String> parameters) {
    /** Parses the form in the request's body. */
    static SesCall parse(String form) {
        return new SesCall(Arrays.stream(form.split("&"))
                .map(parameter -> parameter.split("=", 2))
                .filter(parameter -> parameter.length == 2)
                .collect(Collectors.toMap(parameter -> decode(parameter[0]), parameter -> decode(parameter[1]))));
    }

    public String action() {
        return find("Action").orElse("");
    }

    /** Returns whether the action sends a mail. */
    public boolean sends() {
        return action().startsWith("Send");
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    String require(String name) {
        return find(name)
                .orElseThrow(() -> new SesRejection(
                        "ValidationError",
                        "1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null"
                                .formatted(name)));
    }

    /** Returns the members of a list, in order; none when the list is missing. */
    List<String> members(String list) {
        return IntStream.iterate(1, i -> i + 1)
                .mapToObj(i -> find("%s.member.%d".formatted(list, i)))
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .toList();
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
