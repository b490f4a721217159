package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The route files: valid by Camel's schema, every step with id and description. */
class RouteFilesTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    @ParameterizedTest
    @MethodSource("files")
    void isValidByCamelsSchema(Path file) throws IOException {
        try (InputStream schema = getClass().getResourceAsStream("/schema/camelYamlDsl.json")) {
            JsonSchema camel = JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(schema);

            assertThat(camel.validate(YAML.readTree(file.toFile()))).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void namesAndExplainsEveryStep(Path file) throws IOException {
        List<JsonNode> steps = new ArrayList<>();
        collect(YAML.readTree(file.toFile()), steps);

        assertThat(steps).hasSizeGreaterThanOrEqualTo(3).allSatisfy(step -> {
            assertThat(step.path("id").asText()).as("id of %s", step).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(step.path("description").asText())
                    .as("description of %s", step)
                    .isNotBlank();
        });
        assertThat(steps.stream().map(step -> step.path("id").asText())).doesNotHaveDuplicates();
    }

    @Test
    void holdsTheRoutesThatOthersRelyOn() throws IOException {
        try (Stream<Path> files = files()) {
            assertThat(files.map(RouteFilesTest::read)
                            .flatMap(file -> file.findValues("route").stream())
                            .map(route -> route.path("id").asText()))
                    .contains("send-assignment", "queue", "replay", "mail-assignment", "dead-letter");
        }
    }

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(RouteFiles.FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml")).toList().stream();
        }
    }

    private static JsonNode read(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Routes, route configurations, their inputs, exception clauses and steps. */
    private static void collect(JsonNode node, List<JsonNode> steps) {
        for (String part : List.of("route", "routeConfiguration", "onException", "from")) {
            if (node.path(part).isObject()) {
                steps.add(node.get(part));
            }
        }
        for (JsonNode step : node.path("steps")) {
            step.forEach(steps::add);
        }
        node.forEach(child -> collect(child, steps));
    }
}
