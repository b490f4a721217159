package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of route files while routes run. */
class RouteReloadTest {
    private static final String GREET = """
            - route:
                id: greet
                routeConfigurationId: failures
                from:
                  uri: direct:greet
                  steps:
                    - setBody: {constant: %s}
                    - to: direct:end
            """;
    private static final String END = """
            - route:
                id: end
                from:
                  uri: direct:end
                  steps:
                    - log: greeted
            """;
    private static final String FAILURES = """
            - routeConfiguration:
                id: failures
                onException:
                  - onException:
                      exception: [java.lang.Exception]
                      handled: {constant: "true"}
                      steps:
                        - setBody: {constant: %s}
            """;

    @TempDir
    private Path folder;

    private ModelCamelContext context;
    private RouteReload reload;

    @BeforeEach
    void start() throws Exception {
        save("greet.yaml", GREET.formatted("hello"));
        save("end.yaml", END);
        save("failures.yaml", FAILURES.formatted("caught"));
        context = new DefaultCamelContext();
        for (Path file : RouteFiles.in(folder)) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.fromBytes("file:" + file, Files.readAllBytes(file)));
        }
        context.start();
        reload = new RouteReload(context, folder, RouteReloadTest::mustGreet);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void usesAChangedRoute() throws Exception {
        save("greet.yaml", GREET.formatted("good-day"));

        reload.onReload("greet.yaml", null);

        assertThat(greeting()).isEqualTo("good-day");
    }

    @Test
    void usesAChangedFailurePolicyForRoutesOfOtherFiles() throws Exception {
        save(
                "greet.yaml",
                GREET.formatted("hello")
                        .replace("to: direct:end", "throwException: {exceptionType: java.io.IOException, message: x}"));
        reload.onReload("greet.yaml", null);
        save("failures.yaml", FAILURES.formatted("noted"));

        reload.onReload("failures.yaml", null);

        assertThat(greeting()).isEqualTo("noted");
    }

    @Test
    void forgetsARouteWhoseFileHasGone() throws Exception {
        save("more.yaml", END.replace("end", "more"));
        reload.onReload("more.yaml", null);
        Files.delete(folder.resolve("more.yaml"));

        reload.onReload("more.yaml", null);

        assertThat(context.getRoute("more")).isNull();
        assertThat(context.getRouteDefinition("more")).isNull();
        assertThat(greeting()).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "- route: {",
                "- route: {id: greet, from: {uri: 'direct:greet', steps: [{tooo: 'direct:end'}]}}",
                "- route: {id: greet, from: {uri: 'direkt:greet', steps: [{to: 'direct:end'}]}}",
                "- route: {id: greet, from: {uri: 'direct:greet?nonsense=1', steps: [{to: 'direct:end'}]}}",
                "- route: {id: greet, from: {uri: 'direct:greet', steps: [{bean: {ref: nobody}}]}}",
                "- route: {id: end, from: {uri: 'direct:greet', steps: [{to: 'direct:end'}]}}",
                "- route: {id: other, from: {uri: 'direct:other', steps: [{to: 'direct:end'}]}}"
            })
    void goesOnWithTheRoutesOfBeforeWhereTheNewOnesAreBroken(String broken) throws Exception {
        save("greet.yaml", broken);

        reload.onReload("greet.yaml", null);

        assertThat(greeting()).isEqualTo("hello");
        assertThat(context.getRoutes()).hasSize(2);
    }

    @Test
    void goesOnWithTheRoutesOfBeforeWhereAFileIsNotUtf8() throws Exception {
        Files.write(folder.resolve("greet.yaml"), "# pr\u00fcfung".getBytes(StandardCharsets.ISO_8859_1));

        reload.onReload("greet.yaml", null);

        assertThat(greeting()).isEqualTo("hello");
    }

    @Test
    void takesTheNextRightChangeAfterABrokenOne() throws Exception {
        save("greet.yaml", "- route: {");
        reload.onReload("greet.yaml", null);
        save("greet.yaml", GREET.formatted("good-day"));

        reload.onReload("greet.yaml", null);

        assertThat(greeting()).isEqualTo("good-day");
    }

    private static void mustGreet(ModelCamelContext context) {
        if (context.getRouteDefinition("greet") == null) {
            throw new IllegalArgumentException("no route greets");
        }
    }

    private String greeting() {
        return context.createProducerTemplate().requestBody("direct:greet", null, String.class);
    }

    private void save(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
