package assignmentmailer.command;

import java.io.PrintWriter;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of the packaged service; without arguments it runs the service instead. */
@Command(
        name = "assignment-mailer",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        header = "Mails every candidate inserted into a DynamoDB table the coding assignment for their experience.",
        description = {
            "",
            "Without a command it runs the service, until SIGTERM. The commands run beside the service, as processes of"
                    + " their own with an operator's role: not in the service's container, whose memory is measured for the"
                    + " service. Start them in the folder with application.properties and routes/.",
            ""
        },
        synopsisSubcommandLabel = "[COMMAND]",
        footer = {
            "",
            "java -jar assignment-mailer.jar COMMAND --help explains a command.",
            "Exit code: 0, or 1 with one line that says what is wrong."
        })
public final class Commands {
    private static final int FAILED = 1;

    private Commands() {}

    /**
     * Runs one command.
     *
     * @return the exit code: 0, or 1 when something is wrong or the arguments are
     */
    public static int run(Parts parts, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commands = new CommandLine(new Commands())
                .addSubcommand(new CheckCommand(parts.check()))
                .addSubcommand(new ExplainCommand(parts.explain()))
                .addSubcommand(new BackfillCommand(parts.backfill(), parts.terminal(), InstantSource.system()));
        int code = commands.setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Commands::wrong)
                .setExecutionExceptionHandler(Commands::failed)
                .setExpandAtFiles(false)
                .execute(arguments);
        out.flush();
        err.flush();
        return code;
    }

    /** What the commands do, and where they ask. */
    public record Parts(Check check, Explain explain, Backfill backfill, Terminal terminal) {}

    private static int wrong(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String suggestion = wrong instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getSuggestions().isEmpty()
                ? " (did you mean " + unmatched.getSuggestions().get(0) + "?)"
                : "";
        command.getErr()
                .println("%s: %s%s; try %s --help".formatted(name, oneLine(wrong.getMessage()), suggestion, name));
        return FAILED;
    }

    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + oneLine(String.valueOf(failure.getMessage())));
        return FAILED;
    }

    private static String oneLine(String text) {
        return text.lines()
                .map(String::strip)
                .reduce((one, next) -> one + " " + next)
                .orElse("");
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Commands.class.getPackage().getImplementationVersion();
            return new String[] {"assignment-mailer " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
