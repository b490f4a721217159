package assignmentmailer.command;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what is known of one candidate. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        header = "Explains one candidate: was the mail sent, if not why, and what happens next.",
        description = {
            "",
            "Reads the item as it is now, as the service would read it, and the ledger's entry, and searches the local folder of"
                    + " dead letters. It writes nothing, and needs dynamodb:DescribeTable and dynamodb:GetItem on the"
                    + " candidates' table and dynamodb:GetItem on the state table.",
            "",
            "Whose fault an attempt was: this mail's, everybody's (SES or the network), our account's, nobody's (SES throttles);"
                    + " uncertain when it may have sent the mail.",
            ""
        },
        footer = {
            "",
            "Exit code: 0, or 1 when nothing is known or the tables cannot be read.",
            "",
            "Examples:",
            "  java -jar assignment-mailer.jar explain 4711",
            "  java -jar assignment-mailer.jar explain ada --sort java --json"
        })
final class ExplainCommand implements Callable<Integer> {
    private final Explain explain;

    @Parameters(paramLabel = "ID", description = "The value of the candidate's partition key.")
    private String id = "";

    @Option(names = "--sort", paramLabel = "VALUE", description = "The sort key, where the table has one.")
    private @Nullable String sort;

    @Option(names = "--show-address", description = "Print the whole e-mail address instead of its first letter.")
    private boolean isAddressShown;

    @Option(names = "--json", description = "Print a JSON object instead of lines.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    ExplainCommand(Explain explain) {
        this.explain = explain;
    }

    @Override
    public Integer call() throws Exception {
        Explanation explanation = explain.of(id, Optional.ofNullable(sort));
        PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            out.println(Json.text(new ExplanationJson(explanation, isAddressShown).object()));
        } else {
            new ExplanationText(explanation, isAddressShown).lines().forEach(out::println);
        }
        return explanation.isKnown() ? 0 : 1;
    }
}
