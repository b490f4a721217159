package assignmentmailer.deploy;

import assignmentmailer.local.AwsCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table in {@code deploy/permissions.md}: which call needs which permission. */
public final class Permissions {
    private static final Path FILE = Path.of("deploy", "permissions.md");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([^`]+)` \\| `([a-z0-9]+:[A-Za-z]+)` \\| ([a-z*]+) \\| [^|]+ \\|$");

    private final Map<String, MatchResult> rows;

    public Permissions() throws IOException {
        rows = ROW.matcher(Files.readString(FILE))
                .results()
                .collect(Collectors.toUnmodifiableMap(row -> row.group(1), row -> row));
    }

    /** Returns the names of the calls. */
    public Set<String> calls() {
        return rows.keySet();
    }

    /** Returns the permission that a call needs. */
    public Grant neededBy(AwsCall call) {
        MatchResult row = Optional.ofNullable(rows.get(call.name()))
                .orElseThrow(() -> new AssertionError(FILE + " has no row for " + call));
        return new Grant(row.group(2), resource(row.group(3), call.resource()));
    }

    private static String resource(String kind, String resource) {
        return switch (kind) {
            case "*" -> "*";
            case "table" -> arn("dynamodb", resource);
            case "stream" -> arn("dynamodb", resource.substring(0, resource.lastIndexOf('/')) + "/*");
            case "identity" -> arn("ses", resource);
            case "bucket" -> "arn:aws:s3:::" + resource;
            case "object" -> "arn:aws:s3:::" + resource.substring(0, resource.indexOf('/')) + "/*";
            case "queue" -> arn("sqs", resource);
            default -> throw new IllegalStateException(FILE + " has a new kind of resource: " + kind);
        };
    }

    private static String arn(String service, String resource) {
        return "arn:aws:%s:%s:%s:%s".formatted(service, Template.REGION, Template.ACCOUNT, resource);
    }
}
