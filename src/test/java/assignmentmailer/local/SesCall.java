package assignmentmailer.local;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A request to SES: an action and its parameters, as the Query protocol writes them. */
public record SesCall(Map<String, String> parameters) {
    /** Reads the form that is the body of the request. */
    static SesCall parse(String form) {
        return new SesCall(Arrays.stream(form.split("&"))
                .map(parameter -> parameter.split("=", 2))
                .filter(parameter -> parameter.length == 2)
                .collect(Collectors.toMap(parameter -> decode(parameter[0]), parameter -> decode(parameter[1]))));
    }

    public String action() {
        return find("Action").orElse("");
    }

    /** Whether it asks for a mail to be sent. */
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

    /** The members of a list, in their order; none when there is no such list. */
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
