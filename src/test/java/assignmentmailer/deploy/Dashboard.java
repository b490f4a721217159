package assignmentmailer.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The panels of {@code deploy/grafana-dashboard.json}. */
public final class Dashboard {
    private static final Path FILE = Path.of("deploy", "grafana-dashboard.json");

    private Dashboard() {}

    static JsonNode read() throws IOException {
        return new ObjectMapper().readTree(FILE.toFile());
    }

    /** Returns the expressions of each panel, by its title. */
    public static List<Query> queries() throws IOException {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : read().get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        panel.get("title").asText(),
                        new Expression(target.get("expr").asText()),
                        List.of(target.get("legendFormat").asText())));
            }
        }
        return queries;
    }
}
