package assignmentmailer.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the measurements as Markdown and as JSON. */
final class Report {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Map<String, Object> machine;
    private final List<Section> sections;

    Report(Map<String, Object> machine, List<Section> sections) {
        this.machine = machine;
        this.sections = sections;
    }

    /** Writes {@code benchmark.md} and {@code benchmark.json}. */
    void write(Path directory) throws IOException {
        JSON.writeValue(directory.resolve("benchmark.json").toFile(), Map.of("machine", machine, "sections", sections));
        Files.writeString(directory.resolve("benchmark.md"), markdown());
    }

    String markdown() {
        String machineLine = machine.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return sections.stream().map(Report::table).collect(Collectors.joining("\n", machineLine + "\n\n", ""));
    }

    private static String table(Section section) {
        if (section.rows().isEmpty()) {
            return "";
        }
        Collection<String> columns = section.rows().get(0).keySet();
        String head = line(columns) + line(columns.stream().map(column -> "---").toList());
        return section.rows().stream()
                .map(row -> line(row.values()))
                .collect(Collectors.joining("", "## " + section.title() + "\n\n" + head, ""));
    }

    private static String line(Collection<?> cells) {
        return cells.stream().map(Report::cell).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String cell(Object cell) {
        return cell instanceof Number number ? Figures.shortened(number.doubleValue()) : cell.toString();
    }
}
