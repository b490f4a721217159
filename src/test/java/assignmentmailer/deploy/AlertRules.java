package assignmentmailer.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The alerts of {@code deploy/prometheus-rules.yaml}. */
public final class AlertRules {
    public static final Path FILE = Path.of("deploy", "prometheus-rules.yaml");

    private AlertRules() {}

    /** Returns the rules as they are written. */
    static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        JsonNode file = new YAMLMapper().readTree(FILE.toFile());
        file.get("groups").forEach(group -> group.get("rules").forEach(rules::add));
        return rules;
    }

    /** Returns the expression of each alert, by its name. */
    public static List<Query> queries() throws IOException {
        return rules().stream()
                .map(rule -> new Query(
                        rule.get("alert").asText(),
                        new Expression(rule.get("expr").asText()),
                        List.of(
                                rule.at("/annotations/summary").asText(),
                                rule.at("/annotations/description").asText())))
                .toList();
    }
}
