package assignmentmailer.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Measures the consumer's cost per record by the number of shards and records. */
final class Growth {
    private static final Path RESULTS = Path.of("target", "bench", "growth.json");

    private Growth() {}

    static Section run() throws Exception {
        Files.createDirectories(RESULTS.getParent());
        ChildJvm.run("-Xmx128m", GrowthProgram.class.getName(), RESULTS.toString());
        return new Section(
                "Growth",
                new JsonMapper().readValue(RESULTS.toFile(), new TypeReference<List<Map<String, Object>>>() {}));
    }
}
