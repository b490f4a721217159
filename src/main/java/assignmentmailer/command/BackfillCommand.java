package assignmentmailer.command;

import assignmentmailer.command.backfill.BackfillSession;
import assignmentmailer.command.backfill.BackfillSession.Candidate;
import assignmentmailer.command.backfill.Place;
import assignmentmailer.command.backfill.Result;
import assignmentmailer.command.backfill.Standing;
import assignmentmailer.command.backfill.Tally;
import assignmentmailer.ledger.LedgerEntry;
import assignmentmailer.ledger.LedgerStatus;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Counts how it stands with all candidates, and mails or adopts those whom no record will bring. */
@Command(
        name = "backfill",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Counts who was mailed and who was not; mails or adopts those who were not.",
        description = {
            "",
            "Scans the candidates' table beside the ledger, for candidates whom no record will bring: older than 24 hours,"
                    + " imported before the stream was enabled, or lost by another program. Without --send or --adopt it only"
                    + " counts:",
            "  never mailed  the ledger has no entry",
            "  sent          SES took the mail",
            "  waiting       an attempt failed and another follows; where a command tried it and has ended, --send goes on",
            "  failed        SES refused the mail, or it failed too often: a dead letter was written",
            "  uncertain     being sent, or perhaps sent: only --id ID --again mails it",
            "  bad           the item is no candidate: explain says why",
            "",
            "--send mails through the routes in this folder, beside the running service: the ledger lets each mail through"
                    + " once, whoever comes first, and the command takes its share of the account's send rate. What fails is"
                    + " retried as in the service; its dead letter goes where dead-letter.uri leads from this folder. A"
                    + " signal ends the command once the mails being sent are; started again, it passes over who was mailed.",
            "",
            "--adopt is for a table whose candidates another program has handled: run it before the first start. Records"
                    + " from before the moment it began mail no adopted candidate, later ones do.",
            ""
        },
        footer = {
            "",
            "Exit code: 0, or 1 when a mail failed, the candidate of --id was not mailed, the command was stopped, or something"
                    + " is wrong.",
            "",
            "Examples:",
            "  java -jar assignment-mailer.jar backfill",
            "  java -jar assignment-mailer.jar backfill --send \\",
            "    --where '$${body.candidate.attributes[source]} == \"import\"'",
            "  java -jar assignment-mailer.jar backfill --send --id 4711 --again"
        })
final class BackfillCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    /** How long a stream keeps records (DynamoDB developer guide, "Change data capture for DynamoDB Streams"). */
    private static final Duration KEPT_BY_STREAM = Duration.ofHours(24);

    private final Backfill backfill;
    private final Terminal terminal;
    private final InstantSource clock;

    @Option(names = "--send", description = "Mail who was never mailed, and who waits.")
    private boolean isSending;

    @Option(names = "--failed", description = "With --send: those whose mail failed, too.")
    private boolean isFailedToo;

    @Option(names = "--id", paramLabel = "ID", description = "With --send: this candidate alone, by the partition key.")
    private @Nullable String id;

    @Option(names = "--sort", paramLabel = "VALUE", description = "With --id: the sort key, where the table has one.")
    private @Nullable String sort;

    @Option(
            names = "--again",
            description = "With --id: mail once more whatever the ledger says; it keeps what happened before.")
    private boolean isAgain;

    @Option(names = "--adopt", description = "Note who was never mailed as handled elsewhere.")
    private boolean isAdopting;

    @Option(
            names = "--began",
            paramLabel = "INSTANT",
            description =
                    "With --adopt: when it began, as 2026-11-25T12:00:00Z; otherwise now or, after an interruption, when"
                            + " the interrupted one began.")
    private @Nullable String began;

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "Only candidates who match this, in Camel's simple language as in assignments[i].when.")
    private @Nullable String where;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after so many candidates to be mailed or adopted.")
    private @Nullable Long limit;

    @Option(
            names = "--read-units",
            paramLabel = "UNITS",
            defaultValue = "50",
            description =
                    "Read units a second on the candidates' table, on average; 0 for as fast as possible. Default:"
                            + " ${DEFAULT-VALUE}.")
    private double readUnits;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean isYes;

    @Option(names = "--json", description = "Print a JSON object instead of lines.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    private final Map<String, Object> json = new LinkedHashMap<>();

    BackfillCommand(Backfill backfill, Terminal terminal, InstantSource clock) {
        this.backfill = backfill;
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        checkOptions();
        Optional<Instant> moment = moment();
        try (BackfillSession session =
                backfill.open(new Backfill.Request(isSending, Optional.ofNullable(where), readUnits))) {
            checkLedger(session.place());
            int code = id == null
                    ? all(session, moment)
                    : one(session, ItemKey.of(session.table(), id, Optional.ofNullable(sort)));
            printJson();
            return code;
        } catch (SdkException refused) {
            throw new IllegalStateException(AwsFailure.describe(refused, "*"), refused);
        }
    }

    private void checkOptions() {
        refuse(isSending && isAdopting, "--send and --adopt exclude each other");
        refuse(isFailedToo && !isSending, "--failed needs --send");
        refuse(id != null && !isSending, "--id needs --send; explain tells of one candidate");
        refuse(sort != null && id == null, "--sort needs --id");
        refuse(isAgain && id == null, "--again needs --id: it mails one candidate");
        refuse(id != null && (where != null || limit != null), "--id is one candidate: leave out --where and --limit");
        refuse(began != null && !isAdopting, "--began needs --adopt");
        refuse(limit != null && limit < 1, "--limit must be 1 or more");
        refuse(!(readUnits >= 0) || Double.isInfinite(readUnits), "--read-units must be 0 or more");
        refuse(
                (isSending || isAdopting) && !isYes && !terminal.isThere(),
                "without a terminal nobody can be asked: add --yes");
    }

    private void refuse(boolean isWrong, String why) {
        if (isWrong) {
            throw new ParameterException(spec.commandLine(), why);
        }
    }

    private Optional<Instant> moment() {
        if (began == null) {
            return Optional.empty();
        }
        try {
            Instant moment = Instant.parse(began);
            refuse(
                    moment.getNano() != 0 || moment.isAfter(clock.instant()),
                    "--began must be a whole second in the past, as the interrupted adoption said");
            return Optional.of(moment);
        } catch (DateTimeParseException malformed) {
            throw new ParameterException(
                    spec.commandLine(), "--began must be an instant such as 2026-11-25T12:00:00Z", malformed);
        }
    }

    private void checkLedger(Place place) {
        if (isSending && !place.isLedgerThere()) {
            throw new IllegalStateException(
                    "the state table %s does not exist, so that nobody counts as mailed: correct state.table, or start the service once"
                            .formatted(place.stateTable()));
        }
    }

    private int all(BackfillSession session, Optional<Instant> given) throws Exception {
        Place place = session.place();
        Optional<Instant> interrupted = isAdopting ? session.interruptedAdoption() : Optional.empty();
        Optional<Instant> moment = given.or(() -> interrupted);
        if (isAdopting && moment.isEmpty()) {
            moment = Optional.of(session.adoptionMoment());
        }
        Set<Standing> wanted = isAdopting ? EnumSet.of(Standing.NEVER_MAILED) : BackfillSession.toBeMailed(isFailedToo);
        long most = limit == null ? Long.MAX_VALUE : limit;
        Tally<Standing> counted = shown(
                "counted",
                session,
                () -> session.count(isSending || isAdopting || limit != null ? wanted : Set.of(), most));
        print(place, counted);
        long number = wanted.stream().mapToLong(counted::count).sum();
        if (session.isStopped()) {
            return stopped();
        }
        if (!isSending && !isAdopting) {
            return 0;
        }
        if (number == 0) {
            if (isAdopting && where == null && interrupted.isPresent()) {
                session.endAdoption(moment.orElseThrow());
            }
            say(isSending ? "nobody is to be mailed" : "nobody is to be adopted");
            return 0;
        }
        return isSending
                ? send(session, wanted, most, number, counted)
                : adopt(session, moment.orElseThrow(), interrupted, most, number, counted);
    }

    private int send(BackfillSession session, Set<Standing> wanted, long most, long number, Tally<Standing> counted)
            throws Exception {
        Place place = session.place();
        if (!isConfirmed("Mail %,d %s of the table %s, account %s, from %s? Its ledger, %s, knows %,d %sas mailed%s."
                .formatted(
                        number,
                        number == 1 ? "candidate" : "candidates",
                        place.table(),
                        place.account(),
                        place.sender(),
                        place.stateTable(),
                        counted.count(Standing.SENT),
                        where == null ? "" : "of those who match ",
                        limit == null ? "" : " so far"))) {
            return FAILED;
        }
        return finish(session, () -> shown("mailed", session, () -> session.mail(wanted, most, number)));
    }

    private int adopt(
            BackfillSession session,
            Instant moment,
            Optional<Instant> interrupted,
            long most,
            long number,
            Tally<Standing> counted)
            throws Exception {
        Place place = session.place();
        if (!isConfirmed(
                "Note %,d candidates of the table %s, account %s, in the ledger %s as handled elsewhere, so that no record from before %s mails them?%s%s"
                        .formatted(
                                number,
                                place.table(),
                                place.account(),
                                place.stateTable(),
                                moment,
                                interrupted
                                        .map(began -> began.equals(moment)
                                                ? " That is when an adoption began that was interrupted."
                                                : " An adoption was interrupted that began at %s; it would not go on."
                                                        .formatted(began))
                                        .orElse(""),
                                counted.count(Standing.SENT) == 0
                                        ? ""
                                        : " The ledger knows %,d as mailed: whom a service that runs has not come to yet, it will not mail."
                                                .formatted(counted.count(Standing.SENT))))) {
            return FAILED;
        }
        json.put("began", moment.toString());
        say("The adoption began at %s; if it is interrupted, run the command again, which goes on with that moment"
                .formatted(moment));
        int code = finish(session, () -> shown("adopted", session, () -> session.adopt(moment, most, number)));
        if (code == 0) {
            String until = moment.plus(KEPT_BY_STREAM).toString();
            json.put("startBefore", until);
            say(
                    "Start the service before %s: who was inserted since the adoption began is mailed by a record alone, and the stream keeps records for 24 hours"
                            .formatted(until));
        }
        return code;
    }

    private int one(BackfillSession session, Map<String, AttributeValue> key) throws Exception {
        Candidate candidate = session.find(key)
                .orElseThrow(() -> new IllegalStateException("the table %s has no such item"
                        .formatted(session.place().table())));
        checkOne(candidate);
        String before = candidate.entry().map(BackfillCommand::describe).orElse("never mailed");
        if (!isConfirmed("Mail %s of account %s, %s, from %s?"
                .formatted(
                        candidate.name(),
                        session.place().account(),
                        before,
                        session.place().sender()))) {
            return FAILED;
        }
        int code = finish(session, () -> session.mailOne(candidate, isAgain));
        return session.results().count(Result.MAILED) == 1 ? code : FAILED;
    }

    private void checkOne(Candidate candidate) {
        Standing standing = candidate.standing();
        String name = candidate.name();
        if (standing == Standing.BAD) {
            throw new IllegalStateException(name + " is no candidate: explain says why; mend the item");
        }
        if (standing == Standing.UNCERTAIN && candidate.entry().isEmpty()) {
            throw new IllegalStateException(
                    name + ": the item of the ledger is no entry: explain names it; correct or delete it");
        }
        candidate
                .entry()
                .filter(entry -> entry.status() == LedgerStatus.CLAIMED
                        && entry.leaseEnd().isAfter(clock.instant()))
                .ifPresent(entry -> {
                    throw new IllegalStateException(
                            "%s is being sent until %s: ask again then".formatted(name, entry.leaseEnd()));
                });
        if (!BackfillSession.toBeMailed(isFailedToo).contains(standing) && !isAgain) {
            throw new IllegalStateException("%s: %s; to mail all the same, add --again%s"
                    .formatted(
                            name,
                            candidate.entry().map(BackfillCommand::describe).orElse(""),
                            standing == Standing.FAILED ? " or --failed" : ""));
        }
    }

    private static String describe(LedgerEntry entry) {
        return "%s at %s%s"
                .formatted(
                        entry.status().name().toLowerCase(Locale.ROOT),
                        entry.at(),
                        entry.facts()
                                .messageId()
                                .map(message -> ", message id " + message)
                                .orElse(""));
    }

    private boolean isConfirmed(String question) {
        if (isYes) {
            return true;
        }
        String answer = terminal.ask(question + " [y/N] ").strip().toLowerCase(Locale.ROOT);
        boolean isConfirmed = answer.equals("y") || answer.equals("yes");
        if (!isConfirmed) {
            err().println("nothing was done");
        }
        return isConfirmed;
    }

    private <T> T shown(String task, BackfillSession session, Callable<T> step) throws Exception {
        ProgressView view = ProgressView.of(task, session::progress, terminal.isThere(), err());
        try {
            return step.call();
        } finally {
            view.close();
        }
    }

    private void print(Place place, Tally<Standing> counted) {
        say("%,d items of %s, account %s, beside the ledger %s"
                .formatted(counted.total(), place.table(), place.account(), place.stateTable()));
        Map<String, Object> standings = new LinkedHashMap<>();
        for (Standing standing : Standing.values()) {
            boolean isUsual = standing.ordinal() <= Standing.BAD.ordinal() && standing != Standing.ADOPTED;
            if (isUsual || counted.count(standing) > 0) {
                sayCount(standing.words(), counted, standing);
            }
            standings.put(standing.member(), json(counted, standing));
        }
        json.put("table", place.table());
        json.put("account", place.account());
        json.put("ledger", place.stateTable());
        json.put("items", counted.total());
        json.put("standings", standings);
    }

    /** What was done until a failure is told before it: nothing else does. */
    private int finish(BackfillSession session, Callable<Tally<Result>> step) throws Exception {
        try {
            Tally<Result> results = step.call();
            tell(session, results);
            return session.isStopped() ? stopped() : results.count(Result.FAILED) > 0 ? FAILED : 0;
        } catch (Exception failure) {
            tell(session, session.results());
            json.put("isStopped", true);
            printJson();
            throw failure;
        }
    }

    private void tell(BackfillSession session, Tally<Result> results) {
        Map<String, Object> ends = new LinkedHashMap<>();
        for (Result result : Result.values()) {
            if (results.count(result) > 0) {
                sayCount(result.words(), results, result);
            }
            ends.put(result.member(), json(results, result));
        }
        json.put("results", ends);
        if (results.count(Result.LEFT) > 0) {
            say("left: another process is mailing them, or has tried to meanwhile; explain tells what came of it");
        }
        if (results.count(Result.FAILED) > 0) {
            say("failed: dead letters went to %s, as seen from here; once mended, mail them by --send --failed"
                    .formatted(session.place().letters()));
            json.put("deadLetters", session.place().letters());
        }
    }

    private int stopped() {
        json.put("isStopped", true);
        err().println("stopped before the end: run the command again, which passes over what is done");
        return FAILED;
    }

    private <K extends Enum<K>> void sayCount(String words, Tally<K> tally, K kind) {
        say(("  %-13s %,9d  %s".formatted(words, tally.count(kind), String.join(", ", tally.ids(kind))))
                .stripTrailing());
    }

    private static <K extends Enum<K>> Map<String, Object> json(Tally<K> tally, K kind) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("count", tally.count(kind));
        object.put("ids", tally.ids(kind));
        return object;
    }

    private void printJson() throws JsonProcessingException {
        if (isJson) {
            out().println(Json.text(json));
        }
    }

    private void say(String line) {
        if (!isJson) {
            out().println(line);
            out().flush();
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
