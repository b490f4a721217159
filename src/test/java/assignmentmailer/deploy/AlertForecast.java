package assignmentmailer.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Prometheus would see of a trouble that lasts: ten minutes as before it, then an hour and more in which the metrics
 * that the alert names, and that the trouble has changed, go on changing.
 */
public final class AlertForecast {
    private static final int CALM = 10;
    private static final int TROUBLED = 75;

    private final String alert;
    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * @param before what the service showed before the trouble
     * @param during what it showed in the trouble; a series that is missing there has ended
     * @param perMinute what these metrics gain each minute
     */
    public AlertForecast(Query alert, List<Series> before, List<Series> during, double perMinute) {
        this.alert = alert.owner();
        Map<String, Series> calm = byName(before);
        Map<String, Series> troubled = byName(during);
        Stream.concat(calm.keySet().stream(), troubled.keySet().stream())
                .distinct()
                .forEach(name -> values.put(
                        name,
                        calm(calm.get(name)) + " "
                                + troubled(
                                        troubled.get(name),
                                        isChanged(calm.get(name), troubled.get(name), alert) ? perMinute : 0)));
    }

    private static String calm(@Nullable Series series) {
        return series == null ? "_x" + CALM : "%s+0x%d".formatted(number(series.value()), CALM - 1);
    }

    private static String troubled(@Nullable Series series, double perMinute) {
        return series == null ? "_x" + TROUBLED : "%s%+fx%d".formatted(number(series.value()), perMinute, TROUBLED);
    }

    /** Returns whether the alert names the series, and the trouble has changed it. */
    private static boolean isChanged(@Nullable Series before, @Nullable Series during, Query alert) {
        return during != null
                && (before == null || before.value() != during.value())
                && alert.expression().selectors().stream().anyMatch(selector -> selector.selects(during));
    }

    private static Map<String, Series> byName(List<Series> all) {
        return all.stream().collect(Collectors.toMap(Series::name, series -> series));
    }

    private static String number(double value) {
        return Double.isInfinite(value) ? "Inf" : Double.isNaN(value) ? "NaN" : String.valueOf(value);
    }

    /** Fails unless the alert fires an hour into the trouble, and not before it. */
    public void check(Promtool promtool, Path directory) throws IOException, InterruptedException {
        StringBuilder test = new StringBuilder(
                "rule_files: [%s]\nevaluation_interval: 1m\ntests:\n".formatted(AlertRules.FILE.toAbsolutePath()));
        test.append("  - interval: 1m\n    input_series:\n");
        values.forEach(
                (series, samples) -> test.append("      - {series: '%s', values: '%s'}\n".formatted(series, samples)));
        test.append("    promql_expr_test:\n");
        for (Map.Entry<Integer, Integer> firing :
                Map.of(CALM - 1, 0, CALM + 55, 1).entrySet()) {
            test.append("""
                          - expr: count(ALERTS{alertname="%s", alertstate="firing"}) or vector(0)
                            eval_time: %dm
                            exp_samples: [{value: %d}]
                    """.formatted(alert, firing.getKey(), firing.getValue()));
        }
        Path file = Files.writeString(directory.resolve(alert + ".yaml"), test);

        Optional<String> complaint = promtool.complaint("test", "rules", file.toString());

        assertThat(complaint.map(said -> said + test)).isEmpty();
    }
}
