package assignmentmailer.command;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.command.Letters.Letter;
import assignmentmailer.ledger.Attempt;
import assignmentmailer.ledger.AttemptFault;
import assignmentmailer.ledger.ClaimIds;
import assignmentmailer.ledger.LedgerEntry;
import assignmentmailer.ledger.LedgerStatus;
import assignmentmailer.ledger.MailEvent;
import assignmentmailer.ledger.MailEventKind;
import assignmentmailer.ledger.MailEvents;
import assignmentmailer.ledger.MailFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The cases of the failure table in routes/README.md. */
class ForecastTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Letters NONE = new Letters("dead-letters", true, Optional.empty());
    private static final Letters ELSEWHERE = new Letters("aws2-sqs:letters", false, Optional.empty());

    private Policy policy = new Policy(true, 5, 10, false);
    private boolean isInTable = true;
    private Optional<String> problem = Optional.empty();
    private Optional<LedgerEntry> entry = Optional.empty();
    private boolean isEntryReadable = true;
    private Letters letters = NONE;

    private Outlook outlook() {
        return new Forecast(policy, NOW, "--id c-1")
                .of(isInTable, problem, entry, "mail/c-1", isEntryReadable, letters);
    }

    @Test
    void whoIsUnknownEverywhereIsNotKnown() {
        isInTable = false;

        assertThat(outlook().next()).isEqualTo(NextStep.NOTHING_KNOWN);
    }

    @Test
    void whoWasNotTriedWaitsForTheRecord() {
        assertThat(outlook().next()).isEqualTo(NextStep.NOT_TRIED);
        assertThat(outlook().text()).contains("24 hours");
    }

    @Test
    void aBadRecordIsToBeMended() {
        problem = Optional.of("the attribute email is missing");

        assertThat(outlook().next()).isEqualTo(NextStep.BAD_RECORD);
    }

    @Test
    void aReceiptIsFinalWhateverElseIsThere() {
        entry = entry(LedgerStatus.SENT, 0, 0, AttemptFault.NONE);
        letters = letter("uncertain", false);
        assertThat(outlook().next()).isEqualTo(NextStep.MAILED);
        assertThat(outlook().text()).contains("backfill --send --id c-1 --again");

        isInTable = false;
        assertThat(outlook().next()).isEqualTo(NextStep.MAILED);
        assertThat(outlook().text()).contains("the item is gone");
    }

    @Test
    void anAdoptedCandidateIsMailedByALaterRecordAlone() {
        entry = entry(LedgerStatus.ADOPTED, 0, 0, AttemptFault.NONE);

        assertThat(outlook().next()).isEqualTo(NextStep.ADOPTED);
        assertThat(outlook().text()).contains("2026-11-25T11:59:00Z", "backfill --send --id c-1 --again");
    }

    /** A candidate whom a command was mailing when it ended is in no stream. */
    @Test
    void namesTheCommandForWhatABackfillHasLeft() {
        assertThat(outlook().text()).endsWith("backfill --send --id c-1");

        entry = claim(NOW.minusSeconds(30));
        assertThat(outlook().text()).endsWith("backfill --send --id c-1 --again");

        entry = entry(LedgerStatus.UNCERTAIN, 0, 2, AttemptFault.UNCERTAIN);
        assertThat(outlook().text()).endsWith("backfill --send --id c-1 --again");

        entry = entry(LedgerStatus.FAILED, 1, 0, AttemptFault.MAIL);
        assertThat(outlook().text()).endsWith("backfill --send --id c-1");
    }

    private void reported(MailEventKind... kinds) {
        reported("abcdefgh", kinds);
    }

    /** @param claim the id of the claim of the mail that was sent; the events are those of the claim {@code abcdefgh} */
    private void reported(String claim, MailEventKind... kinds) {
        ClaimIds claims = new ClaimIds(List.of(new ClaimIds.ClaimId(claim, ClaimIds.Fate.TAKEN)));
        LedgerEntry sent = entry(LedgerStatus.SENT, 0, 0, AttemptFault.NONE).orElseThrow();
        entry = Optional.of(new LedgerEntry(
                sent.status(),
                sent.owner(),
                sent.token(),
                sent.lease(),
                sent.at(),
                sent.maybeSent(),
                sent.counted(),
                sent.attempts(),
                sent.kept(),
                sent.facts(),
                claims,
                new MailEvents(Stream.of(kinds)
                        .map(kind -> new MailEvent(kind, "abcdefgh", NOW, "-", ""))
                        .toList()),
                Optional.empty()));
    }

    /** A server may take a mail first and return it later; the mail to the mended address is another one. */
    @Test
    void theDeliveryOfAMailBeforeSaysNothingAboutTheLatest() {
        reported("another", MailEventKind.DELIVERY, MailEventKind.BOUNCE_PERMANENT);

        assertThat(outlook().next()).isEqualTo(NextStep.MAILED);
        assertThat(outlook().text()).contains("SES took the mail").doesNotContain("mail server");
    }

    @Test
    void saysHowFarAMailCame() {
        reported(MailEventKind.SEND, MailEventKind.DELIVERY);
        assertThat(outlook().text()).startsWith("the candidate's mail server took the mail");

        reported(MailEventKind.DELIVERY, MailEventKind.COMPLAINT);
        assertThat(outlook().text()).startsWith("the candidate reported the mail as spam");
        assertThat(outlook().next()).isEqualTo(NextStep.MAILED);
    }

    @Test
    void aMailThatCameBackIsToBeReaddressed() {
        reported(MailEventKind.DELIVERY, MailEventKind.BOUNCE_PERMANENT);
        assertThat(outlook().next()).isEqualTo(NextStep.BOUNCED);
        assertThat(outlook().text()).endsWith("correct the address in the item, then backfill --send --id c-1 --again");

        letters = letter("bounced", false);
        assertThat(outlook().next()).isEqualTo(NextStep.BOUNCED);
        assertThat(outlook().text()).contains("to dead-letters/replay");

        letters = letter("bounced", true);
        assertThat(outlook().next()).isEqualTo(NextStep.REPLAYED);
    }

    @Test
    void aClaimIsBeingSentUntilItsLeaseEnds() {
        entry = claim(NOW.minusSeconds(29));
        assertThat(outlook().next()).isEqualTo(NextStep.BEING_SENT);
        assertThat(outlook().text()).contains("2026-11-25T12:00:01Z");

        entry = claim(NOW.minusSeconds(30));
        assertThat(outlook().next()).isEqualTo(NextStep.ABANDONED);
        assertThat(outlook().text()).contains("sends the mail again");

        policy = new Policy(false, 5, 10, false);
        assertThat(outlook().text()).contains("writes a dead letter");
    }

    @ParameterizedTest
    @EnumSource(
            value = AttemptFault.class,
            names = {"EVERYBODY", "ACCOUNT", "THROTTLING"})
    void aFailureThatIsNotTheMailsHolds(AttemptFault fault) {
        entry = entry(LedgerStatus.FAILED, 0, 0, fault);

        assertThat(outlook().next()).isEqualTo(NextStep.HELD);
        assertThat(outlook().text().contains("run check")).isEqualTo(fault == AttemptFault.ACCOUNT);
    }

    @Test
    void aFailureThatIsTheMailsIsRetriedUntilItsRetriesAreUsedUp() {
        entry = entry(LedgerStatus.FAILED, 10, 0, AttemptFault.MAIL);
        assertThat(outlook().next()).isEqualTo(NextStep.RETRIED);
        assertThat(outlook().text()).contains("10 of 11 times");

        entry = entry(LedgerStatus.FAILED, 11, 0, AttemptFault.MAIL);
        assertThat(outlook().next()).isEqualTo(NextStep.BECOMES_A_DEAD_LETTER);
    }

    @Test
    void whatSesRefusesBecomesADeadLetter() {
        entry = entry(LedgerStatus.FAILED, 0, 0, AttemptFault.MAIL);

        assertThat(outlook().next()).isEqualTo(NextStep.BECOMES_A_DEAD_LETTER);
        assertThat(outlook().text()).contains("SES refused it", "written to dead-letters");
    }

    @Test
    void anUncertainMailIsResentFiveTimes() {
        entry = entry(LedgerStatus.UNCERTAIN, 0, 2, AttemptFault.UNCERTAIN);
        assertThat(outlook().next()).isEqualTo(NextStep.RESENT);
        assertThat(outlook().text()).contains("at most 4 times more");

        entry = entry(LedgerStatus.UNCERTAIN, 0, 6, AttemptFault.UNCERTAIN);
        assertThat(outlook().next()).isEqualTo(NextStep.BECOMES_A_DEAD_LETTER);
    }

    @Test
    void anUncertainMailIsNotResentWhereItBecomesADeadLetter() {
        policy = new Policy(false, 5, 10, false);
        entry = entry(LedgerStatus.UNCERTAIN, 0, 1, AttemptFault.UNCERTAIN);
        letters = ELSEWHERE;

        assertThat(outlook().next()).isEqualTo(NextStep.BECOMES_A_DEAD_LETTER);
        assertThat(outlook().text()).contains("mail.when-uncertain is dead-letter", "to aws2-sqs:letters");
    }

    @ParameterizedTest
    @CsvSource({
        "bad-record, mend the item",
        "rejected, mend what SES refuses",
        "exhausted, often the address",
        "uncertain, find out whether the mail arrived",
        "expired, mend what the service's log names",
        "unexpected, mend what the error names",
        "of-another-version, mend what the error names"
    })
    void aDeadLetterWaitsForTheOperator(String reason, String remedy) {
        entry = entry(LedgerStatus.FAILED, 11, 0, AttemptFault.MAIL);
        letters = letter(reason, false);

        assertThat(outlook().next()).isEqualTo(NextStep.DEAD_LETTER);
        assertThat(outlook().text()).contains(remedy, "move dead-letters/1.json to dead-letters/replay");
    }

    @Test
    void aMovedLetterIsReplayed() {
        letters = letter("exhausted", true);

        assertThat(outlook().next()).isEqualTo(NextStep.REPLAYED);
    }

    @Test
    void anErasedCandidateIsMailedByNoReplay() {
        isInTable = false;
        letters = letter("exhausted", true);
        assertThat(outlook().next()).isEqualTo(NextStep.ERASED);
        assertThat(outlook().text()).contains("delete the file dead-letters/1.json");

        letters = NONE;
        entry = entry(LedgerStatus.FAILED, 1, 0, AttemptFault.MAIL);
        assertThat(outlook().next()).isEqualTo(NextStep.ERASED);
    }

    @Test
    void anEntryThatWasChangedByHandIsToBeCorrected() {
        isEntryReadable = false;

        assertThat(outlook().next()).isEqualTo(NextStep.UNREADABLE_ENTRY);
        assertThat(outlook().text()).contains("mail/c-1");
    }

    private static Letters letter(String reason, boolean isToBeReplayed) {
        return new Letters(
                "dead-letters",
                true,
                Optional.of(new Letter("dead-letters/1.json", reason, "", 1, NOW.toString(), isToBeReplayed)));
    }

    private static Optional<LedgerEntry> claim(Instant at) {
        return Optional.of(entry(LedgerStatus.CLAIMED, at, 0, 0, List.of()));
    }

    private static Optional<LedgerEntry> entry(LedgerStatus status, int counted, int maybeSent, AttemptFault fault) {
        return Optional.of(
                entry(status, NOW.minusSeconds(60), counted, maybeSent, List.of(new Attempt(NOW, "outcome", fault))));
    }

    private static LedgerEntry entry(
            LedgerStatus status, Instant at, int counted, int maybeSent, List<Attempt> attempts) {
        return new LedgerEntry(
                status,
                "owner",
                1,
                Duration.ofSeconds(30),
                at,
                maybeSent,
                counted,
                attempts.size(),
                attempts,
                new MailFacts(Optional.empty(), Optional.empty(), Optional.empty()),
                ClaimIds.NONE,
                MailEvents.NONE,
                Optional.empty());
    }
}
