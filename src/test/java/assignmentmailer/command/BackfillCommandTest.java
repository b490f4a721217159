package assignmentmailer.command;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.command.backfill.BackfillFixture;
import assignmentmailer.local.EmbeddedAws;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command asks, prints and returns. */
class BackfillCommandTest {
    private static final String THEN = "2026-11-25T12:00:00Z";

    private static EmbeddedAws aws;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private BackfillFixture fixture;

    @BeforeAll
    static void start() {
        aws = EmbeddedAws.inMemory();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @BeforeEach
    void prepare() {
        fixture = new BackfillFixture(aws, "id");
        fixture.createStateTable();
        fixture.put("new");
        fixture.put("sent");
        fixture.entry("sent", "SENT", 0, THEN);
    }

    private int run(ScriptedTerminal terminal, String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "backfill";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return Commands.run(
                new Commands.Parts(
                        findings -> {},
                        (id, sort) -> {
                            throw new IllegalStateException("not asked to explain");
                        },
                        request -> fixture.open(),
                        terminal),
                new PrintWriter(out),
                new PrintWriter(err),
                arguments);
    }

    private int run(String... options) {
        return run(new ScriptedTerminal(), options);
    }

    @Test
    void countsWithoutAskingAndMailsNobody() {
        int code = run();

        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        2 items of %s, account 123 in us-east-1, beside the ledger %s
                          never mailed          1  new
                          sent                  1  sent
                          failed                0
                          uncertain             0
                          bad                   0
                        """.formatted(
                        fixture.table(), fixture.table().replace("candidates", "state")));
        assertThat(fixture.door().records()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"y, 1, 0", "YES, 1, 0", "n, 0, 1", "'', 0, 1", "yep, 0, 1"})
    void mailsOnceItWasAskedWithNumbersTableAndAccount(String answer, int mails, int exitCode) {
        ScriptedTerminal terminal = new ScriptedTerminal(answer);

        int code = run(terminal, "--send");

        assertThat(terminal.questions())
                .singleElement()
                .asString()
                .startsWith(
                        "Mail 1 candidate of the table %s, account 123 in us-east-1, from jobs@example.com? Its ledger"
                                .formatted(fixture.table()))
                .endsWith("knows 1 as mailed. [y/N] ");
        assertThat(fixture.door().records()).hasSize(mails);
        assertThat(code).isEqualTo(exitCode);
        assertThat(err.toString().contains("nothing was done")).isEqualTo(mails == 0);
    }

    @Test
    void asksNobodyWhenNobodyIsToBeMailed() {
        fixture.entry("new", "SENT", 0, THEN);

        assertThat(run(new ScriptedTerminal("y"), "--send")).isZero();
        assertThat(out.toString()).contains("nobody is to be mailed");
    }

    /** Otherwise a mistyped state.table would mail everybody once more. */
    @ParameterizedTest
    @ValueSource(strings = {"", " --id new", " --id new --again"})
    void mailsNobodyWithoutAStateTable(String one) {
        fixture = new BackfillFixture(aws, "id");
        fixture.put("new");

        assertThat(run(("--send --yes" + one).split(" "))).isEqualTo(1);
        assertThat(err.toString())
                .contains("does not exist, so that nobody counts as mailed")
                .hasLineCount(1);
        assertThat(fixture.door().records()).isEmpty();
    }

    @Test
    void saysWhatFailedAndWhereItsDeadLetterWent() {
        fixture.door().failAll("rejected");

        int code = run("--send", "--yes");

        assertThat(code).isEqualTo(1);
        assertThat(out.toString())
                .contains("  failed                1  new (rejected)")
                .contains("dead letters went to letters, as seen from here; once mended, mail them by --send --failed");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void tellsWhatWasDoneBeforeItFailed(boolean isJson) throws Exception {
        for (int i = 0; i < 30; i++) {
            fixture.put("c-" + i);
        }
        fixture.door().expireAfter(5);

        int code = isJson ? run("--send", "--yes", "--json") : run("--send", "--yes");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .contains("token included in the request is expired")
                .hasLineCount(1);
        if (isJson) {
            assertThat(Json.tree(out.toString()).at("/results/mailed/count").asInt())
                    .isEqualTo(5);
        } else {
            assertThat(out.toString()).containsPattern(" {2}mailed +5 ");
        }
    }

    @Test
    void printsForAScript() throws Exception {
        int code = run("--send", "--yes", "--json");

        assertThat(code).isZero();
        JsonNode json = Json.tree(out.toString());
        assertThat(json.at("/items").asInt()).isEqualTo(2);
        assertThat(json.at("/standings/neverMailed/ids/0").asText()).isEqualTo("new");
        assertThat(json.at("/results/mailed/count").asInt()).isEqualTo(1);
    }

    @Test
    void adoptsFromAMomentThatItNames() throws Exception {
        ScriptedTerminal terminal = new ScriptedTerminal("y");

        int code = run(terminal, "--adopt", "--began", THEN);

        assertThat(code).as(err.toString()).isZero();
        assertThat(terminal.questions())
                .singleElement()
                .asString()
                .startsWith("Note 1 candidates of the table")
                .contains("no record from before 2026-11-25T12:00:00Z mails them?", "knows 1 as mailed");
        assertThat(out.toString())
                .contains(
                        "The adoption began at 2026-11-25T12:00:00Z; if it is interrupted, run the command again",
                        "  adopted               1  new",
                        "Start the service before 2026-11-26T12:00:00Z: ");
        assertThat(run("--json")).isZero();
        assertThat(out.toString()).contains("\"adopted\"");
    }

    /** By a new moment, candidates inserted since the first one would count as handled elsewhere, and never be mailed. */
    @Test
    void anAdoptionThatWasInterruptedGoesOnWithItsMoment() {
        fixture.beginAdoption(Instant.parse(THEN));
        ScriptedTerminal terminal = new ScriptedTerminal("y");

        int code = run(terminal, "--adopt");

        assertThat(code).as(err.toString()).isZero();
        assertThat(terminal.questions())
                .singleElement()
                .asString()
                .contains(
                        "no record from before 2026-11-25T12:00:00Z mails them?",
                        "That is when an adoption began that was interrupted.");
        fixture.put("later");
        assertThat(run("--adopt", "--yes")).isZero();
        assertThat(fixture.adoptedAt("new")).isEqualTo(Instant.parse(THEN));
        assertThat(fixture.adoptedAt("later")).isAfter(Instant.parse(THEN));
    }

    /** Interrupted after the last candidate, before that was noted. */
    @Test
    void anInterruptedAdoptionWithNobodyLeftHasEnded() {
        fixture.beginAdoption(Instant.parse(THEN));
        fixture.entry("new", "ADOPTED", 0, THEN);

        assertThat(run("--adopt", "--yes")).isZero();
        fixture.put("later");
        assertThat(run("--adopt", "--yes")).isZero();

        assertThat(fixture.adoptedAt("later")).isAfter(Instant.parse(THEN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sent | --id sent | sent at 2026-11-25T12:00:00Z; to mail all the same, add --again",
                "failed | --id failed | failed at 2026-11-25T12:00:00Z; to mail all the same, add --again or --failed",
                "uncertain | --id uncertain | uncertain at 2026-11-25T12:00:00Z; to mail all the same, add --again",
                "broken | --id broken --again | the item of the ledger is no entry: explain names it; correct or delete it",
                "bad | --id bad --again | is no candidate: explain says why; mend the item",
                "nobody | --id nobody | has no such item"
            })
    void refusesOneWhoIsNotToBeMailedWithoutMore(String id, String options, String why) {
        fixture.put("failed");
        fixture.put("uncertain");
        fixture.put("broken");
        fixture.put("bad", null, "no address");
        fixture.entry("failed", "FAILED", 0, THEN);
        fixture.entry("uncertain", "UNCERTAIN", 1, THEN);
        fixture.entry("broken", "of another version", 0, THEN);

        int code = run(("--send --yes " + options).split(" "));

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains(why).hasLineCount(1);
        assertThat(fixture.door().records()).isEmpty();
    }

    /** A script would take it for mailed. */
    @Test
    void failsWhereTheOneIsLeftToAnotherProcess() {
        fixture.door().leaveAll();

        assertThat(run("--send", "--id", "new", "--yes")).isEqualTo(1);
        assertThat(out.toString()).contains("left: another process is mailing them");
    }

    @Test
    void waitsUntilAClaimHasEnded() {
        fixture.entry("new", "CLAIMED", 0, Instant.now().toString());

        assertThat(run("--send", "--id", "new", "--again", "--yes")).isEqualTo(1);
        assertThat(err.toString()).contains("is being sent until ", ": ask again then");
    }

    @ParameterizedTest
    @CsvSource({
        "new, ''",
        "failed, --failed",
        "failed, --again",
        "uncertain, --again",
        "sent, --again",
        "claimed, --again"
    })
    void mailsOneWhomItMay(String id, String option) {
        fixture.put("failed");
        fixture.put("uncertain");
        fixture.put("claimed");
        fixture.entry("failed", "FAILED", 0, THEN);
        fixture.entry("uncertain", "UNCERTAIN", 1, THEN);
        fixture.entry("claimed", "CLAIMED", 0, THEN);
        ScriptedTerminal terminal = new ScriptedTerminal("y");

        int code = run(terminal, ("--send --id " + id + " " + option).split(" "));

        assertThat(code).as(err.toString()).isZero();
        assertThat(fixture.door().records()).hasSize(1);
        assertThat(terminal.questions())
                .singleElement()
                .asString()
                .startsWith("Mail %s/%s of account 123 in us-east-1, ".formatted(fixture.table(), id));
    }
}
