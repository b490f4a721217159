package assignmentmailer.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The benchmarks of what is done for each record, by JMH. */
final class HotPaths {
    private static final Path RESULTS = Path.of("target", "bench", "jmh.json");
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private HotPaths() {}

    static Section run() throws Exception {
        Files.createDirectories(RESULTS.getParent());
        ChildJvm.run("-Xmx128m", "org.openjdk.jmh.Main", "-rf", "json", "-rff", RESULTS.toString(), "-prof", "gc");
        List<Map<String, Object>> rows = new ArrayList<>();
        for (JsonNode result : new JsonMapper().readTree(RESULTS.toFile())) {
            Map<String, Object> row = new LinkedHashMap<>();
            String name = result.get("benchmark").asText();
            row.put("hot path", name.substring(name.lastIndexOf('.') + 1));
            row.put("ns", result.at("/primaryMetric/score").asDouble());
            row.put("± ns", result.at("/primaryMetric/scoreError").asDouble());
            row.put(
                    "bytes allocated",
                    result.at("/secondaryMetrics")
                            .path(ALLOCATION)
                            .path("score")
                            .asDouble());
            rows.add(row);
        }
        return new Section("Hot paths", rows);
    }
}
