package assignmentmailer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.ledger.MailEventNotes.News;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MailEventNotesTest {
    private static final String KEY = "candidates/c-1";
    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final EntryStoreInMemory entries = new EntryStoreInMemory();
    private final MailEventNotes notes = new MailEventNotes(entries);

    private LedgerEntry claim(int ticket) {
        Optional<LedgerEntry> before = entries.find(KEY);
        LedgerEntry claim = LedgerEntry.claim(before, "process/" + ticket, NOW, LEASE);
        assertThat(entries.replace(KEY, before, claim)).isEmpty();
        return claim;
    }

    private void end(LedgerEntry claim, LedgerStatus status, Optional<String> messageId) {
        AttemptFault fault = status == LedgerStatus.UNCERTAIN ? AttemptFault.UNCERTAIN : AttemptFault.NONE;
        LedgerEntry end = claim.end(
                status,
                new Attempt(NOW.plusSeconds(1), "outcome", fault),
                new MailFacts(Optional.of("assignments[0]"), Optional.empty(), messageId));
        assertThat(entries.replace(KEY, Optional.of(claim), end)).isEmpty();
    }

    private LedgerEntry uncertain(int ticket) {
        LedgerEntry claim = claim(ticket);
        end(claim, LedgerStatus.UNCERTAIN, Optional.empty());
        return claim;
    }

    private News note(MailEventKind kind, LedgerEntry of) {
        return notes.note(KEY, event(kind, of), "m-1");
    }

    private static MailEvent event(MailEventKind kind, LedgerEntry of) {
        return new MailEvent(kind, of.claims().latest(), NOW.plusSeconds(2), "-", "");
    }

    @ParameterizedTest
    @EnumSource(MailEventKind.class)
    void anyEventShowsThatSesTookAnUncertainAttempt(MailEventKind kind) {
        LedgerEntry claim = uncertain(1);

        News news = note(kind, claim);

        LedgerEntry settled = entries.get(KEY);
        assertThat(news).isEqualTo(News.SETTLES);
        assertThat(settled.status()).isEqualTo(LedgerStatus.SENT);
        assertThat(settled.facts().messageId()).contains("m-1");
        assertThat(settled.maybeSent()).isZero();
        assertThat(settled.undelivered().isPresent()).isEqualTo(kind.isUndelivered());
    }

    @Test
    void anEventOfAnEarlierAttemptSettlesAsWell() {
        LedgerEntry first = uncertain(1);
        uncertain(2);

        assertThat(note(MailEventKind.DELIVERY, first)).isEqualTo(News.SETTLES);
        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.SENT);
    }

    @Test
    void anEventOfAnAttemptInProcessWaitsForItsEnd() {
        LedgerEntry claim = claim(1);

        News news = note(MailEventKind.SEND, claim);

        assertThat(news).isEqualTo(News.NEW);
        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.CLAIMED);
        end(claim, LedgerStatus.UNCERTAIN, Optional.empty());
        assertThat(entries.get(KEY).settled().orElseThrow().status()).isEqualTo(LedgerStatus.SENT);
    }

    /** As of an entry that an operator deleted, to have the candidate mailed again. */
    /** The worker may be killed, and SES's event about the send be lost. */
    @Test
    void anyEventOfAnAttemptInProcessKeepsTheMessageId() {
        LedgerEntry claim = claim(1);

        note(MailEventKind.DELIVERY, claim);

        LedgerEntry settled = entries.get(KEY).abandoned().settled().orElseThrow();
        assertThat(settled.facts().messageId()).contains("m-1");
    }

    @Test
    void anEventOfAnotherEntrysAttemptSaysNothing() {
        LedgerEntry other = LedgerEntry.claim(Optional.empty(), "another-process/1", NOW, LEASE);
        uncertain(1);

        assertThat(note(MailEventKind.DELIVERY, other)).isEqualTo(News.UNKNOWN_ATTEMPT);
        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.UNCERTAIN);
    }

    @Test
    void anEventMakesNoEntry() {
        LedgerEntry other = LedgerEntry.claim(Optional.empty(), "another-process/1", NOW, LEASE);

        assertThat(note(MailEventKind.DELIVERY, other)).isEqualTo(News.UNKNOWN_MAIL);
        assertThat(entries.find(KEY)).isEmpty();
    }

    @Test
    void aUsualMailCostsOneWriteMore() {
        LedgerEntry claim = claim(1);
        end(claim, LedgerStatus.SENT, Optional.of("m-1"));
        int before = entries.writes();

        note(MailEventKind.SEND, claim);
        note(MailEventKind.DELIVERY, claim);
        note(MailEventKind.SEND, claim);
        note(MailEventKind.DELIVERY, claim);

        assertThat(entries.writes() - before).isEqualTo(1);
    }

    @Test
    void aBounceAfterTheDeliveryCountsAndADeliveryAfterItTakesNothingBack() {
        LedgerEntry claim = claim(1);
        end(claim, LedgerStatus.SENT, Optional.of("m-1"));

        note(MailEventKind.BOUNCE_PERMANENT, claim);
        note(MailEventKind.DELIVERY, claim);

        assertThat(entries.get(KEY).undelivered()).isPresent();
    }

    /** The first one bounced at an address that was mended since. */
    @Test
    void theLatestMailThatSesTookDecidesWhetherItReachedSomebody() {
        LedgerEntry first = uncertain(1);
        note(MailEventKind.BOUNCE_PERMANENT, first);
        Optional<LedgerEntry> bounced = entries.find(KEY);
        LedgerEntry second =
                LedgerEntry.claim(bounced.map(LedgerEntry::readdressed), "process/2", NOW.plusSeconds(9), LEASE);
        assertThat(entries.replace(KEY, bounced, second)).isEmpty();
        end(second, LedgerStatus.SENT, Optional.of("m-2"));

        assertThat(entries.get(KEY).undelivered()).isEmpty();
        assertThat(note(MailEventKind.COMPLAINT, first)).isEqualTo(News.UNKNOWN_ATTEMPT);
        assertThat(note(MailEventKind.BOUNCE_PERMANENT, second)).isEqualTo(News.NEW);
        assertThat(entries.get(KEY).undelivered()).isPresent();
    }

    /** A mail to another address that was not sent is not settled by the events of the first one. */
    @Test
    void theEventsOfTheMendedAddressSayNothingAboutTheOther() {
        LedgerEntry first = uncertain(1);
        note(MailEventKind.BOUNCE_PERMANENT, first);
        Optional<LedgerEntry> bounced = entries.find(KEY);
        LedgerEntry second = LedgerEntry.claim(bounced.map(LedgerEntry::readdressed), "process/2", NOW, LEASE);
        assertThat(entries.replace(KEY, bounced, second)).isEmpty();

        end(second, LedgerStatus.FAILED, Optional.empty());

        assertThat(entries.get(KEY).settled()).isEmpty();
    }

    /** The first worker was taken for dead, and its receipt came after the second's claim. */
    @Test
    void knowsTheAttemptsOfBothWorkersWhereAReceiptComesLate() {
        LedgerEntry first = claim(1);
        LedgerEntry sent = first.end(LedgerStatus.SENT, new Attempt(NOW, "sent", AttemptFault.NONE), MailFacts.NONE);
        LedgerEntry abandoned = first.abandoned();
        assertThat(entries.replace(KEY, Optional.of(first), abandoned)).isEmpty();
        LedgerEntry second = claim(2);

        assertThat(entries.replace(KEY, Optional.of(second), sent.over(second))).isEmpty();

        assertThat(note(MailEventKind.DELIVERY, first)).isEqualTo(News.NEW);
        assertThat(note(MailEventKind.COMPLAINT, second)).isEqualTo(News.NEW);
    }

    /** More failures than are kept, among them the attempts that may have sent the mail. */
    @Test
    void knowsEachAttemptThatMayHaveSentTheMailHoweverManyFailedBeside() {
        LedgerEntry first = uncertain(1);
        for (int ticket = 2; ticket < 60; ticket++) {
            end(claim(ticket), LedgerStatus.FAILED, Optional.empty());
        }

        assertThat(note(MailEventKind.DELIVERY, first)).isEqualTo(News.SETTLES);
    }

    @Test
    void anEventGivesWayToWhatIsWrittenMeanwhile() {
        LedgerEntry claim = claim(1);
        boolean[] isFirst = {true};
        entries.beforeWrite(() -> {
            if (isFirst[0]) {
                isFirst[0] = false;
                end(claim, LedgerStatus.UNCERTAIN, Optional.empty());
            }
        });

        News news = note(MailEventKind.SEND, claim);

        assertThat(news).isEqualTo(News.SETTLES);
        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.SENT);
        assertThat(entries.get(KEY).facts().rule()).contains("assignments[0]");
    }

    /** The events of the mails before stay in the item. */
    @Test
    void theMessageIdOfASettledMailIsNotThatOfAMailBefore() {
        LedgerEntry first = claim(1);
        notes.note(KEY, new MailEvent(MailEventKind.SEND, first.claims().latest(), NOW, "-", "m-of-the-first"), "");
        end(first, LedgerStatus.SENT, Optional.of("m-of-the-first"));
        Optional<LedgerEntry> sent = entries.find(KEY);
        LedgerEntry second = LedgerEntry.claim(sent.map(LedgerEntry::again), "process/2", NOW.plusSeconds(9), LEASE);
        assertThat(entries.replace(KEY, sent, second)).isEmpty();
        end(second, LedgerStatus.UNCERTAIN, Optional.empty());

        notes.note(KEY, event(MailEventKind.DELIVERY, second), "m-of-the-second");

        assertThat(entries.get(KEY).facts().messageId()).contains("m-of-the-second");
    }

    /** The address was mended between both, after an operator had decided to send the uncertain mail again. */
    @Test
    void aBounceOfAnEarlierAttemptIsNotThatTheLatestReachedNobody() {
        LedgerEntry first = uncertain(1);
        LedgerEntry second = claim(2);
        end(second, LedgerStatus.SENT, Optional.of("m-2"));

        assertThat(note(MailEventKind.BOUNCE_PERMANENT, first)).isEqualTo(News.SUPERSEDED);
        assertThat(note(MailEventKind.BOUNCE_PERMANENT, second)).isEqualTo(News.NEW);
    }
}
