package assignmentmailer.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Check check = findings -> findings.accept(Finding.ok("settings", "all are valid"));
    private Explain explain = (id, sort) -> {
        throw new IllegalStateException("the item cannot be read");
    };

    private final Backfill backfill = request -> {
        throw new IllegalStateException("the table cannot be read");
    };

    private int run(String... arguments) {
        return Commands.run(
                new Commands.Parts(check, explain, backfill, new ScriptedTerminal()),
                new PrintWriter(out),
                new PrintWriter(err),
                arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chekc | assignment-mailer: Unmatched argument at index 0: 'chekc' (did you mean check?); try",
                "run | assignment-mailer: Unmatched argument at index 0: 'run'",
                "-Dmail.from=x | assignment-mailer: Unknown option: '-Dmail.from=x'",
                "-t | assignment-mailer: Unknown option: '-t'",
                "explain | assignment-mailer explain: Missing required parameter: 'ID'; try assignment-mailer explain --help",
                "explain 1 2 | assignment-mailer explain: Unmatched argument at index 2: '2'",
                "explain 1 --jsn | assignment-mailer explain: Unknown option: '--jsn'",
                "backfill --send --adopt --yes | assignment-mailer backfill: --send and --adopt exclude each other; try",
                "backfill --failed | assignment-mailer backfill: --failed needs --send; try",
                "backfill --id 4711 | assignment-mailer backfill: --id needs --send",
                "backfill --send --again --yes | assignment-mailer backfill: --again needs --id",
                "backfill --send --sort 1 --yes | assignment-mailer backfill: --sort needs --id",
                "backfill --send --id 1 --limit 3 --yes | assignment-mailer backfill: --id is one candidate",
                "backfill --limit 0 | assignment-mailer backfill: --limit must be 1 or more",
                "backfill --limit x | assignment-mailer backfill: Invalid value for option '--limit'",
                "backfill --read-units=-1 | assignment-mailer backfill: --read-units must be 0 or more",
                "backfill --read-units NaN | assignment-mailer backfill: --read-units must be 0 or more",
                "backfill --began 2026-11-25T12:00:00Z | assignment-mailer backfill: --began needs --adopt",
                "backfill --adopt --yes --began noon | assignment-mailer backfill: --began must be an instant",
                "backfill --adopt --yes --began 2026-11-25T12:00:00.5Z | assignment-mailer backfill: --began must be a whole second",
                "backfill --adopt --yes --began 2999-11-25T12:00:00Z | assignment-mailer backfill: --began must be a whole second in the past",
                "backfill --send | assignment-mailer backfill: without a terminal nobody can be asked: add --yes; try",
                "backfill --adopt | assignment-mailer backfill: without a terminal nobody can be asked: add --yes",
                "check now | assignment-mailer check: Unmatched argument at index 1: 'now'"
            })
    void refusesArgumentsThatItDoesNotKnowInOneLine(String arguments, String line) {
        int code = run(arguments.split(" "));

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).startsWith(line).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--help, explain",
        "check --help, FAIL",
        "explain --help, --show-address",
        "backfill --help, --read-units",
        "backfill --help, ${body.candidate.attributes[source]} ==",
        "--version, assignment-mailer"
    })
    void helps(String arguments, String text) {
        int code = run(arguments.split(" "));

        assertThat(code).isZero();
        assertThat(out.toString()).contains(text);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void saysInOneLineWhyACommandFails() {
        int code = run("explain", "4711");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).isEqualToIgnoringNewLines("assignment-mailer explain: the item cannot be read");
    }

    @Test
    void takesAnIdThatBeginsWithAnAtSignOrADash() {
        explain = (id, sort) -> {
            throw new IllegalStateException(id + " " + sort.orElseThrow());
        };

        run("explain", "--sort", "@y", "--", "-x");

        assertThat(err.toString()).isEqualToIgnoringNewLines("assignment-mailer explain: -x @y");
    }

    @Test
    void printsALineForEachFindingAndFailsForOneThatFails() {
        check = findings -> {
            findings.accept(Finding.ok("settings", "all are valid"));
            findings.accept(Finding.warn("SES quota", "nearly\nused up"));
            findings.accept(Finding.fail("assignments[0].url", "assignments[0].url: a link is refused"));
        };

        int code = run("check");

        assertThat(code).isEqualTo(1);
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        ok   settings: all are valid
                        warn SES quota: nearly used up
                        FAIL assignments[0].url: a link is refused
                        """);
    }

    @Test
    void aWarningIsNoFailure() {
        check = findings -> findings.accept(Finding.warn("SES quota", "nearly used up"));

        assertThat(run("check")).isZero();
    }

    @Test
    void printsFindingsForAScript() throws Exception {
        int code = run("check", "--json");

        assertThat(code).isZero();
        assertThat(JsonMapper.builder().build().readTree(out.toString()))
                .isEqualTo(JsonMapper.builder().build().readTree("""
                        [{"level": "ok", "subject": "settings", "text": "all are valid"}]"""));
    }
}
