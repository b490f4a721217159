package assignmentmailer.command;

import assignmentmailer.command.Finding.Level;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what each check of the service's setup finds. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        header = "Checks settings, rules, routes, templates, and what they need of AWS.",
        description = {
            "",
            "Reads application.properties and routes/ in this folder as the service does at its start, renders a mail for a"
                    + " sample candidate by each rule, and looks at AWS: credentials, tables, stream, quota, sender, links,"
                    + " attachments. It sends no mail, writes nothing and opens no port, and may run beside the service.",
            "",
            "One line a check:",
            "  ok    it works",
            "  warn  it works, but will hurt, or cannot be proven without writing",
            "  FAIL  the service would not start, or would mail nobody; the line says how to mend it",
            ""
        },
        footer = {"", "Exit code: 0, or 1 when any line begins with FAIL."})
final class CheckCommand implements Callable<Integer> {
    private final Check check;

    @Option(names = "--json", description = "Print one JSON array instead of lines.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    CheckCommand(Check check) {
        this.check = check;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> found = new ArrayList<>();
        check.run(finding -> {
            found.add(finding);
            if (!isJson) {
                out.println(finding.line());
                out.flush();
            }
        });
        if (isJson) {
            out.println(Json.text(found.stream().map(CheckCommand::json).toList()));
        }
        return found.stream().anyMatch(finding -> finding.level() == Level.FAIL) ? 1 : 0;
    }

    private static Map<String, String> json(Finding finding) {
        return Json.object(
                "level", finding.level().word(),
                "subject", finding.subject(),
                "text", finding.text());
    }
}
