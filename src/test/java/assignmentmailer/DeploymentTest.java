package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import assignmentmailer.settings.SettingSources;
import assignmentmailer.settings.SettingsFile;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in {@code deploy/} that run the service: what they say is what the service takes. */
class DeploymentTest {
    private static final Path KUBERNETES = Path.of("deploy/kubernetes.yaml");
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "ServiceAccount", ServiceAccount.class,
            "ConfigMap", ConfigMap.class,
            "PersistentVolumeClaim", PersistentVolumeClaim.class,
            "Deployment", Deployment.class);
    private static final YAMLMapper STRICT = strict();

    /** Refuses properties that Kubernetes' types do not have: by themselves, they keep them. */
    private static YAMLMapper strict() {
        YAMLMapper mapper = new YAMLMapper();
        mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        mapper.setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
            private static final long serialVersionUID = 1;

            @Override
            public Boolean hasAnySetter(Annotated annotated) {
                return false;
            }
        });
        return mapper;
    }

    @Test
    void kubernetesReadsEachProperty() throws IOException {
        assertThat(resources(Files.readString(KUBERNETES)))
                .extracting(resource ->
                        resource.getKind() + " " + resource.getMetadata().getName())
                .containsExactly(
                        "ServiceAccount assignment-mailer",
                        "ConfigMap assignment-mailer",
                        "PersistentVolumeClaim assignment-mailer-dead-letters",
                        "Deployment assignment-mailer",
                        "Deployment assignment-mailer-queue");
    }

    /** The test above would notice. */
    @ParameterizedTest
    @ValueSource(
            strings = {"readOnlyRootFilesystem", "enableServiceLinks", "maxSurge", "failureThreshold", "accessModes"})
    void kubernetesReadsNoMisspelledProperty(String property) throws IOException {
        String misspelled = Files.readString(KUBERNETES).replaceFirst(property + ":", property + "s:");

        assertThatThrownBy(() -> resources(misspelled)).isInstanceOf(UnrecognizedPropertyException.class);
    }

    @Test
    void oneCopyReadsTheStreamAndAnotherMayStartBesideIt() throws IOException {
        Deployment stream = deployment("assignment-mailer");

        assertThat(stream.getSpec().getReplicas()).isEqualTo(1);
        assertThat(stream.getSpec()
                        .getStrategy()
                        .getRollingUpdate()
                        .getMaxSurge()
                        .getIntVal())
                .isEqualTo(1);
        assertThat(stream.getSpec()
                        .getStrategy()
                        .getRollingUpdate()
                        .getMaxUnavailable()
                        .getIntVal())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"assignment-mailer", "assignment-mailer-queue"})
    void aPodHasNoPrivilegesAndProbesTheServicesHealth(String name) throws IOException {
        PodSpec pod = deployment(name).getSpec().getTemplate().getSpec();
        Container container = container(pod);

        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10001);
        assertThat(pod.getEnableServiceLinks()).isFalse();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                        .map(probe -> probe.getHttpGet().getPath()))
                .containsExactly("/observe/health/live", "/observe/health/live", "/observe/health/ready");
        assertThat(container.getPorts().get(0).getContainerPort())
                .isEqualTo(Integer.parseInt(shipped().values().get("management.port")));
        assertThat(container.getResources().getLimits()).containsOnlyKeys("cpu", "memory");
    }

    @Test
    void theVolumeIsWhereTheServiceWritesDeadLetters() throws IOException {
        Container container = container(
                deployment("assignment-mailer").getSpec().getTemplate().getSpec());

        assertThat(container.getVolumeMounts().get(0).getMountPath()).isEqualTo(workingDirectory() + "/dead-letters");
        assertThat(instruction("VOLUME")).isEqualTo(workingDirectory() + "/dead-letters");
        assertThat(shipped().values().get("dead-letter.uri")).startsWith("file:dead-letters?");
    }

    @Test
    void theServiceTakesTheSettingsOfThePod() throws IOException {
        assertThat(problems(environment("assignment-mailer"))).isEmpty();
    }

    @Test
    void theServiceTakesTheSettingsOfTheUnit() throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (String assignment : unit("Environment")) {
            String[] parts = assignment.replaceAll("^\"|\"$", "").split("=", 2);
            environment.put(parts[0], parts[1]);
        }
        assertThat(environment).containsKeys("LANG", "DEAD_LETTER_URI");
        environment.put("MAIL_FROM", "jobs@example.com");
        environment.put("MAIL_REPLY_TO", "hr@example.com");

        assertThat(problems(environment)).isEmpty();
        assertThat(environment.get("DEAD_LETTER_URI"))
                .isEqualTo(shipped()
                        .values()
                        .get("dead-letter.uri")
                        .replace(
                                "file:dead",
                                "file:/var/lib/" + unit("StateDirectory").get(0) + "/dead"));
    }

    @Test
    void theUnitRunsTheServiceWithTheOptionsThatAreTested() throws IOException {
        assertThat(unit("ExecStart"))
                .containsExactly("/usr/bin/java " + String.join(" ", ServiceProcess.JVM_OPTIONS)
                        + " -jar assignment-mailer.jar");
    }

    /** But for the heap, which is half of the container's memory. */
    @Test
    void theImageRunsTheServiceWithTheOptionsThatAreTested() throws IOException {
        List<String> expected = new ArrayList<>(List.of("java", "-XX:MaxRAMPercentage=50"));
        expected.addAll(ServiceProcess.JVM_OPTIONS.subList(1, ServiceProcess.JVM_OPTIONS.size()));
        expected.addAll(List.of("-XX:SharedArchiveFile=assignment-mailer.jsa", "-jar", "assignment-mailer.jar"));

        assertThat(new ObjectMapper().readValue(instruction("ENTRYPOINT"), String[].class))
                .containsExactlyElementsOf(expected);
        assertThat(instruction("ENV")).isEqualTo("LANG=C.UTF-8");
        assertThat(instruction("USER")).isEqualTo("10001:10001");
    }

    /** A later copy would make it invalid. */
    @Test
    void theImageMakesTheClassArchiveAfterTheLastCopy() throws IOException {
        List<String> instructions =
                instructions().stream().map(line -> line.split(" ", 2)[0]).toList();

        assertThat(instructions.subList(instructions.lastIndexOf("COPY"), instructions.size()))
                .containsExactly("COPY", "RUN", "USER", "VOLUME", "EXPOSE", "ENTRYPOINT");
    }

    @Test
    void explainsEachFile() throws IOException {
        String readme = Files.readString(Path.of("deploy/README.md"));

        try (Stream<Path> files = Files.list(Path.of("deploy"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("README.md")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(readme).contains("| [" + name + "](" + name + ") |"));
        }
    }

    private static List<HasMetadata> resources(String yaml) throws IOException {
        List<HasMetadata> resources = new ArrayList<>();
        try (MappingIterator<ObjectNode> documents =
                STRICT.readerFor(ObjectNode.class).readValues(yaml)) {
            while (documents.hasNext()) {
                ObjectNode document = documents.next();
                resources.add(STRICT.treeToValue(
                        document, KINDS.get(document.get("kind").asText())));
            }
        }
        return resources;
    }

    private static <T extends HasMetadata> T resource(Class<T> kind, String name) throws IOException {
        return resources(Files.readString(KUBERNETES)).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(resource -> resource.getMetadata().getName().equals(name))
                .findAny()
                .orElseThrow();
    }

    private static Deployment deployment(String name) throws IOException {
        return resource(Deployment.class, name);
    }

    private static Container container(PodSpec pod) {
        assertThat(pod.getContainers()).hasSize(1);
        return pod.getContainers().get(0);
    }

    private static Map<String, String> environment(String deployment) throws IOException {
        Map<String, String> environment =
                new HashMap<>(resource(ConfigMap.class, "assignment-mailer").getData());
        container(deployment(deployment).getSpec().getTemplate().getSpec()).getEnv().stream()
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue))
                .forEach(environment::put);
        return environment;
    }

    private static SettingsFile shipped() throws IOException {
        return SettingsFile.read(Path.of("application.properties"));
    }

    private static List<String> problems(Map<String, String> environment) throws IOException {
        return new SettingsCheck(new DefaultCamelContext()::resolvePropertyPlaceholders, false)
                .check(new SettingSources(shipped(), environment, Map.of()))
                .problems();
    }

    /** The values of a key of the systemd unit. */
    private static List<String> unit(String key) throws IOException {
        return Files.readAllLines(Path.of("deploy/assignment-mailer.service")).stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
    }

    /** The instructions of the Containerfile, each on one line. */
    private static List<String> instructions() throws IOException {
        String file = Pattern.compile("(?m)^#.*\\n")
                .matcher(Files.readString(Path.of("deploy/Containerfile")))
                .replaceAll("");
        return file.replaceAll("\\\\\\n\\s*", "")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** The argument of an instruction that the Containerfile has once. */
    private static String instruction(String name) throws IOException {
        List<String> found = instructions().stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    private static String workingDirectory() throws IOException {
        return instructions().stream()
                .filter(line -> line.startsWith("WORKDIR "))
                .map(line -> line.substring("WORKDIR ".length()))
                .distinct()
                .collect(Collectors.collectingAndThen(Collectors.toCollection(ArrayList::new), only -> {
                    assertThat(only).hasSize(1);
                    return only.get(0);
                }));
    }
}
