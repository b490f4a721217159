package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.command.NextSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The failure table of {@code routes/README.md}: each row names an existing test. */
class FailureTableTest {
    private static final Path TABLE = Path.of("routes/README.md");

    /** A test class, one of its methods, or a method of the class named before; an ellipsis abbreviates a name. */
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|IT|Properties))?(?:\\.(\\w+)(…?))?`");

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    @Test
    void namesATestThatIsThereInEachRow() throws IOException {
        Map<String, String> sources = sources();

        assertThat(rows()).hasSizeGreaterThan(15).allSatisfy(row -> {
            String last = row.substring(row.lastIndexOf('|', row.length() - 2));
            Matcher named = NAMED.matcher(last);
            assertThat(named.find()).as(row).isTrue();
            String test = named.group(1);
            do {
                test = named.group(1) == null ? test : named.group(1);
                assertThat(sources).as(row).containsKey(test);
                if (named.group(2) != null) {
                    String method = "void " + named.group(2) + (named.group(3).isEmpty() ? "(" : "");
                    assertThat(sources.get(test)).as(row).contains(method);
                }
            } while (named.find());
        });
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line ->
                        line.startsWith("| ") && !line.startsWith("| failure ") && !line.startsWith("| `mail.when"))
                .toList();
    }

    @Test
    void saysOfEachRowWhatExplainShowsThen() throws IOException {
        Set<String> said = new TreeSet<>();

        assertThat(rows()).allSatisfy(row -> {
            String[] cells = row.split("\\|");
            List<String> steps = QUOTED.matcher(cells[cells.length - 2])
                    .results()
                    .map(step -> step.group(1))
                    .toList();
            said.addAll(steps);
            assertThat(steps).as(row).isNotEmpty();
            assertThat(NextSteps.WORDS).as(row).containsAll(steps);
        });
        assertThat(said).containsAll(NextSteps.WORDS);
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        return sources;
    }
}
