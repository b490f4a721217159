package assignmentmailer.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The alerts and the dashboard by themselves; {@code AlertsIT} holds them against the service. */
class MonitoringTest {
    @Test
    void eachAlertSaysWhatIsWrongAndWhatToDo() throws IOException {
        assertThat(AlertRules.rules()).hasSizeGreaterThan(10).allSatisfy(rule -> {
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/annotations/description").asText()).hasSizeGreaterThan(80);
        });
    }

    @Test
    void eachAlertHasATest() throws IOException {
        String tests = Files.readString(Path.of("deploy/prometheus-rules.test.yaml"));

        assertThat(AlertRules.queries())
                .allSatisfy(alert -> assertThat(tests).contains("alertname=\"" + alert.owner() + "\""));
    }

    /** Only where promtool is installed. */
    @Test
    void theAlertsPassTheirTests() throws Exception {
        Optional<Promtool> promtool = Promtool.find();
        assumeThat(promtool).isPresent();

        assertThat(promtool.orElseThrow().complaint("test", "rules", "deploy/prometheus-rules.test.yaml"))
                .isEmpty();
    }

    @Test
    void theDashboardShowsReadingMailingAccountAndFaults() throws IOException {
        List<String> rows = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (JsonNode panel : Dashboard.read().get("panels")) {
            if (panel.get("type").asText().equals("row")) {
                rows.add(panel.get("title").asText());
            } else {
                assertThat(panel.get("description").asText())
                        .as(panel.get("title").asText())
                        .isNotBlank();
                assertThat(panel.get("targets")).isNotEmpty();
            }
            assertThat(ids.add(panel.get("id").asInt())).isTrue();
            assertThat(places.add(panel.at("/gridPos/x") + "," + panel.at("/gridPos/y")))
                    .isTrue();
        }

        assertThat(rows).containsExactly("Reading", "Mailing", "Account", "Faults");
    }

    /** What an alert names can be looked at. */
    @Test
    void theDashboardShowsEachMetricThatAnAlertNames() throws IOException {
        assertThat(metrics(Dashboard.queries())).containsAll(metrics(AlertRules.queries()));
    }

    private static List<String> metrics(List<Query> queries) {
        return queries.stream()
                .flatMap(query -> query.expression().selectors().stream())
                .map(Selector::metric)
                .distinct()
                .toList();
    }
}
