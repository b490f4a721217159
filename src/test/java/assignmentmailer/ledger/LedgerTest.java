package assignmentmailer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import assignmentmailer.LogLines;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
    private static final String KEY = "candidates/c-1";
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(12);

    private final CamelContext context = new DefaultCamelContext();
    private final EntryStoreInMemory entries = new EntryStoreInMemory();
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private Duration elapsed = Duration.ZERO;
    private Duration eventWait = Duration.ZERO;
    private final Ledger ledger = ledger(WhenUncertain.RESEND);

    private Ledger ledger(WhenUncertain whenUncertain) {
        return ledger(whenUncertain, Duration.ZERO);
    }

    /** Returns the ledger of another process, whose clock is ahead by this much. */
    private Ledger ledger(WhenUncertain whenUncertain, Duration ahead) {
        return new Ledger(
                entries,
                new LedgerSettings(whenUncertain, LEASE, LONGEST_CALL, 5, "messageId", "to", eventWait),
                failure -> new FailureNote(
                        failure.getClass().getSimpleName(),
                        failure instanceof SocketTimeoutException ? AttemptFault.UNCERTAIN : AttemptFault.EVERYBODY),
                () -> now.plus(ahead),
                () -> elapsed.toNanos());
    }

    private void pass(Duration time) {
        now = now.plus(time);
        elapsed = elapsed.plus(time);
    }

    private Exchange exchange() {
        return new DefaultExchange(context);
    }

    private Exchange claimed(Ledger by) {
        Exchange exchange = exchange();
        assertThat(by.add(exchange, KEY)).isTrue();
        return exchange;
    }

    private Exchange failed(Ledger by, Exception failure) {
        Exchange exchange = claimed(by);
        by.remove(failedWith(exchange, failure), KEY);
        return exchange;
    }

    private static Exchange failedWith(Exchange exchange, Exception failure) {
        exchange.setException(failure);
        return exchange;
    }

    private static Exchange withReceipt(Exchange exchange) {
        exchange.getMessage().setHeader("messageId", "m-1");
        return exchange;
    }

    private static SocketTimeoutException timeout() {
        return new SocketTimeoutException("Read timed out");
    }

    private static LedgerUnavailableException throttled() {
        return new LedgerUnavailableException(new IOException("throttled"));
    }

    private void refuseWrites() {
        entries.beforeWrite(() -> {
            throw throttled();
        });
    }

    private void acceptWrites() {
        entries.beforeWrite(() -> {});
    }

    @Test
    void letsAMailThroughOnceWithTwoWrites() {
        Exchange first = withReceipt(claimed(ledger));

        boolean confirmed = ledger.confirm(first, KEY);

        assertThat(confirmed).isTrue();
        assertThat(entries.writes()).isEqualTo(2);
        assertThat(entries.get(KEY).token()).isEqualTo(1);
        assertThat(ledger.add(exchange(), KEY)).isFalse();
        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.SENT);
    }

    private static Exchange decided(Exchange exchange, Optional<LedgerEntry> seen, boolean isAgain) {
        exchange.setProperty(Ledger.DECISION, new OperatorDecision(seen, isAgain));
        return exchange;
    }

    private Exchange created(Instant at) {
        Exchange exchange = exchange();
        exchange.setProperty(Ledger.CREATED, at);
        return exchange;
    }

    private static boolean isLeft(Exchange exchange) {
        return exchange.getProperty(Ledger.LEFT, false, Boolean.class);
    }

    @Test
    void aDecisionCostsNoWriteMoreThanARecord() {
        failed(ledger(WhenUncertain.RESEND), throttled());
        LedgerEntry seen = entries.get(KEY);
        int before = entries.writes();

        Exchange exchange = withReceipt(decided(exchange(), Optional.of(seen), false));

        assertThat(ledger.add(exchange, KEY)).isTrue();
        assertThat(ledger.confirm(exchange, KEY)).isTrue();
        assertThat(entries.writes() - before).isEqualTo(2);
    }

    @Test
    void whatAnotherProcessHasTriedSinceTheOperatorDecidedIsLeftToIt() {
        failed(ledger(WhenUncertain.RESEND), throttled());
        Exchange exchange = decided(exchange(), Optional.empty(), false);

        assertThat(ledger.add(exchange, KEY)).isFalse();
        assertThat(isLeft(exchange)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void noMailThatMayHaveBeenSentByAnotherIsResentWithoutADecision(boolean isAbandoned) {
        if (isAbandoned) {
            claimed(ledger(WhenUncertain.RESEND));
        } else {
            failed(ledger(WhenUncertain.RESEND), timeout());
        }
        pass(LEASE.multipliedBy(2));
        Exchange exchange = decided(exchange(), Optional.empty(), false);

        assertThat(ledger.add(exchange, KEY)).isFalse();
        assertThat(isLeft(exchange)).isTrue();
    }

    @Test
    void whatThisProcessHasTriedItselfIsTriedAgainByTheSameDecision() {
        Exchange first = decided(exchange(), Optional.empty(), false);
        ledger.add(first, KEY);
        ledger.remove(failedWith(first, timeout()), KEY);

        Exchange second = decided(exchange(), Optional.empty(), false);

        assertThat(ledger.add(second, KEY)).isTrue();
    }

    @Test
    void aMailThatWasSentMeanwhileIsPassedOverRatherThanLeft() {
        Ledger other = ledger(WhenUncertain.RESEND);
        other.confirm(withReceipt(claimed(other)), KEY);
        Exchange exchange = decided(exchange(), Optional.empty(), false);

        assertThat(ledger.add(exchange, KEY)).isFalse();
        assertThat(isLeft(exchange)).isFalse();
    }

    @Test
    void mailsOnceMoreByADecisionAndKeepsWhatWasBefore() {
        ledger.confirm(withReceipt(claimed(ledger)), KEY);
        LedgerEntry seen = entries.get(KEY);
        pass(Duration.ofHours(1));

        Exchange again = withReceipt(decided(exchange(), Optional.of(seen), true));
        assertThat(ledger.isHandled(again, KEY)).isFalse();
        assertThat(ledger.add(again, KEY)).isTrue();
        ledger.confirm(again, KEY);

        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.SENT);
        assertThat(entries.get(KEY).at()).isEqualTo(now);
        assertThat(entries.get(KEY).attempts()).isEqualTo(2);
        assertThat(entries.get(KEY).before())
                .contains(new MailedBefore(1, now.minus(Duration.ofHours(1)), Optional.of("m-1")));
    }

    @Test
    void oneDecisionMailsOnceMoreOnlyOnce() {
        ledger.confirm(withReceipt(claimed(ledger)), KEY);
        LedgerEntry seen = entries.get(KEY);
        Exchange again = withReceipt(decided(exchange(), Optional.of(seen), true));
        ledger.add(again, KEY);
        ledger.confirm(again, KEY);

        Exchange redelivered = decided(exchange(), Optional.of(seen), true);

        assertThat(ledger.add(redelivered, KEY)).isFalse();
        assertThat(ledger(WhenUncertain.RESEND).add(decided(exchange(), Optional.of(seen), true), KEY))
                .isFalse();
    }

    @Test
    void aDecisionMailsAnAbandonedClaimOnceMoreWithoutWaiting() {
        claimed(ledger(WhenUncertain.DEAD_LETTER));
        LedgerEntry seen = entries.get(KEY);

        assertThat(ledger.add(decided(exchange(), Optional.of(seen), true), KEY))
                .isTrue();
        assertThat(entries.get(KEY).kept()).extracting(Attempt::outcome).containsExactly("abandoned");
        assertThat(entries.get(KEY).maybeSent()).isZero();
    }

    /** Otherwise a mail that fails once before its claim would count as sent, or as uncertain, and never be sent. */
    @ParameterizedTest
    @EnumSource(names = {"SENT", "ADOPTED", "CLAIMED"})
    void aFailureBeforeTheClaimDoesNotEndWhatIsToBeMailedOnceMore(LedgerStatus status) {
        if (status == LedgerStatus.ADOPTED) {
            new Adoptions(entries, now).adopt(KEY);
        } else {
            Ledger service = ledger(WhenUncertain.RESEND);
            Exchange exchange = withReceipt(claimed(service));
            if (status == LedgerStatus.SENT) {
                service.confirm(exchange, KEY);
            }
        }
        LedgerEntry seen = entries.get(KEY);

        FailureHistory failures = ledger.count(decided(exchange(), Optional.of(seen), true), KEY, "OutOfMemoryError");
        Exchange again = withReceipt(decided(exchange(), Optional.of(seen), true));

        assertThat(failures.isSent()).isFalse();
        assertThat(failures.counted()).isEqualTo(1);
        assertThat(ledger.add(again, KEY)).isTrue();
        assertThat(ledger.confirm(again, KEY)).isTrue();
        assertThat(entries.get(KEY).before().map(MailedBefore::mails).orElse(-1))
                .isEqualTo(status == LedgerStatus.SENT ? 1 : status == LedgerStatus.ADOPTED ? 0 : -1);
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, true", "1, true"})
    void onlyARecordFromBeforeTheAdoptionIsPassedOver(int seconds, boolean isMailed) {
        new Adoptions(entries, now).adopt(KEY);
        Exchange exchange = created(now.plusSeconds(seconds));

        assertThat(ledger.isHandled(exchange, KEY)).isEqualTo(!isMailed);
        assertThat(ledger.add(exchange, KEY)).isEqualTo(isMailed);
        assertThat(entries.get(KEY).before().isPresent()).isEqualTo(isMailed);
    }

    @Test
    void anAdoptionLeavesAnyEntryAsItIs() {
        claimed(ledger);

        assertThat(new Adoptions(entries, now).adopt(KEY)).isFalse();
        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.CLAIMED);
    }

    @Test
    void aRecordWithoutATimeOfAnAdoptedCandidateIsLeftToAnOperator() {
        new Adoptions(entries, now).adopt(KEY);

        assertThatExceptionOfType(UncertainException.class)
                .isThrownBy(() -> ledger.add(exchange(), KEY))
                .matches(UncertainException::isFinal)
                .withMessageContaining("no ApproximateCreationDateTime");
        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.ADOPTED);
    }

    @Test
    void anOperatorsDecisionSinceTheAdoptionMails() {
        new Adoptions(entries, now).adopt(KEY);
        Exchange replayed = created(now.minusSeconds(60));
        replayed.setProperty(Ledger.DECIDED, now.toEpochMilli());

        assertThat(ledger.add(replayed, KEY)).isTrue();
    }

    /** Otherwise the later record would count as older than the adoption. */
    @Test
    void aFailureBeforeTheClaimKeepsTheMomentOfTheAdoption() {
        new Adoptions(entries, now).adopt(KEY);
        Exchange exchange = created(now.plusSeconds(1));
        pass(Duration.ofMinutes(1));

        ledger.count(exchange, KEY, "OutOfMemoryError");

        assertThat(ledger.add(created(now.minusSeconds(59)), KEY)).isTrue();
    }

    @Test
    void keepsRuleUrlMessageIdAndAttempts() {
        failed(ledger, timeout());
        pass(Duration.ofSeconds(1));
        Exchange exchange = withReceipt(claimed(ledger));
        exchange.setVariable(MailFacts.RULE, "assignments[1]");
        exchange.setVariable(MailFacts.URL, "https://example.com/2.zip");

        ledger.confirm(exchange, KEY);

        assertThat(entries.get(KEY).facts())
                .isEqualTo(new MailFacts(
                        Optional.of("assignments[1]"), Optional.of("https://example.com/2.zip"), Optional.of("m-1")));
        assertThat(entries.get(KEY).kept())
                .containsExactly(
                        new Attempt(now.minusSeconds(1), "SocketTimeoutException", AttemptFault.UNCERTAIN),
                        new Attempt(now, "sent", AttemptFault.NONE));
    }

    @Test
    void keepsTheFirstAttemptAndTheLatestFiveButCountsAll() {
        Instant first = now;
        for (int attempt = 0; attempt < 30; attempt++) {
            failed(ledger, new IOException("no"));
            pass(Duration.ofSeconds(1));
        }

        assertThat(entries.get(KEY).kept())
                .extracting(Attempt::at)
                .containsExactly(
                        first,
                        first.plusSeconds(25),
                        first.plusSeconds(26),
                        first.plusSeconds(27),
                        first.plusSeconds(28),
                        first.plusSeconds(29));
        assertThat(entries.get(KEY).attempts()).isEqualTo(30);
    }

    @Test
    void aFailureThatCountsIsTheMailsFault() {
        Exchange exchange = failed(ledger, new IOException("no"));

        ledger.count(exchange, KEY, "IOException");

        assertThat(entries.get(KEY).kept()).containsExactly(new Attempt(now, "IOException", AttemptFault.MAIL));
        assertThat(entries.get(KEY).attempts()).isEqualTo(1);
    }

    @Test
    void anUncertainFailureThatCountsRemainsUncertain() {
        Exchange exchange = failed(ledger, timeout());

        ledger.count(exchange, KEY, "SocketTimeoutException");

        assertThat(entries.get(KEY).kept()).extracting(Attempt::fault).containsExactly(AttemptFault.UNCERTAIN);
        assertThat(entries.get(KEY).counted()).isEqualTo(1);
    }

    @Test
    void saysOfWhomItPassesOver() {
        ledger.confirm(withReceipt(claimed(ledger)), KEY);

        try (LogLines log = new LogLines(Ledger.class)) {
            ledger.add(exchange(), KEY);

            assertThat(log.all()).singleElement().asString().contains(KEY, "passed over", "m-1");
        }
    }

    @Test
    void withoutAReceiptItIsUncertainWhetherTheMailWasSent() {
        Exchange exchange = claimed(ledger);

        ledger.confirm(exchange, KEY);

        assertThat(exchange.getException()).isInstanceOf(NoReceiptException.class);
        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.UNCERTAIN);
    }

    @Test
    void aBlankReceiptIsNone() {
        Exchange exchange = claimed(ledger);
        exchange.getMessage().setHeader("messageId", " ");

        ledger.confirm(exchange, KEY);

        assertThat(exchange.getException()).isInstanceOf(NoReceiptException.class);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void saysWhetherTheOutcomeIsRecorded(boolean hasReceipt, boolean isFailed) {
        Exchange recorded = exchange();
        Exchange unrecorded = exchange();
        ledger.add(recorded, "candidates/c-2");
        ledger.add(unrecorded, KEY);

        assertThat(ended(recorded, "candidates/c-2", hasReceipt, isFailed)).isTrue();
        refuseWrites();
        assertThat(ended(unrecorded, KEY, hasReceipt, isFailed)).isFalse();
    }

    private boolean ended(Exchange exchange, String key, boolean hasReceipt, boolean isFailed) {
        Exchange ended = hasReceipt ? withReceipt(exchange) : exchange;
        return isFailed ? ledger.remove(failedWith(ended, new IOException("no")), key) : ledger.confirm(ended, key);
    }

    @Test
    void aFailureThatTheRouteHandledInsideTheConsumerIsAFailure() {
        Exchange exchange = claimed(ledger);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, timeout());

        ledger.remove(exchange, KEY);

        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.UNCERTAIN);
    }

    @Test
    void aClaimIsWatchedForItsLeaseBeforeItIsTakenOver() {
        claimed(ledger);
        Ledger other = ledger(WhenUncertain.RESEND);
        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> other.add(exchange(), KEY));
        pass(LEASE);
        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> other.add(exchange(), KEY));
        pass(Duration.ofMillis(1));

        claimed(other);

        assertThat(entries.get(KEY).maybeSent()).isEqualTo(1);
    }

    @Test
    void aClockThatIsFarAheadTakesNoLivingClaimOver() {
        Exchange exchange = claimed(ledger);
        Ledger ahead = ledger(WhenUncertain.RESEND, Duration.ofHours(1));
        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> ahead.add(exchange(), KEY));
        ledger.confirm(withReceipt(exchange), KEY);
        pass(LEASE.plusMillis(1));

        boolean claimed = ahead.add(exchange(), KEY);

        assertThat(claimed).isFalse();
    }

    @Test
    void aClaimThatChangesIsWatchedAnew() {
        Ledger other = ledger(WhenUncertain.RESEND);
        claimed(ledger);
        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> other.add(exchange(), KEY));
        pass(LEASE.plusMillis(1));
        Ledger third = ledger(WhenUncertain.RESEND);
        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> third.add(exchange(), KEY));
        pass(LEASE.plusMillis(1));
        claimed(third);

        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> other.add(exchange(), KEY));
    }

    @Test
    void aClaimThatWasLastSeenAHundredLeasesAgoIsWatchedAnew() {
        claimed(ledger);
        ledger.add(exchange(), "candidates/c-2");
        Ledger other = ledger(WhenUncertain.RESEND);
        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> other.add(exchange(), KEY));
        pass(LEASE.multipliedBy(100).plusMillis(1));
        assertThatExceptionOfType(ClaimedElsewhereException.class)
                .isThrownBy(() -> other.add(exchange(), "candidates/c-2"));

        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> other.add(exchange(), KEY));
    }

    @Test
    void anAbandonedClaimIsLeftAloneWhereUncertainMailsBecomeDeadLetters() {
        Instant claimedAt = now;
        claimed(ledger);
        Ledger other = ledger(WhenUncertain.DEAD_LETTER);
        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> other.add(exchange(), KEY));
        pass(LEASE.plusMillis(1));

        assertThatExceptionOfType(UncertainException.class)
                .isThrownBy(() -> other.add(exchange(), KEY))
                .matches(UncertainException::isFinal)
                .withMessageContaining("the last at " + claimedAt)
                .withMessageContaining("mail.when-uncertain allows no resend");

        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.UNCERTAIN);
    }

    @Test
    void oneProcessSendsAMailOnceAtATime() {
        claimed(ledger);

        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> ledger.add(exchange(), KEY));
    }

    @Test
    void anExchangeThatNeverEndsKeepsItsMailForALeaseAndMayHaveSentIt() {
        claimed(ledger);
        pass(LEASE);
        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> ledger.add(exchange(), KEY));
        pass(Duration.ofMillis(1));

        claimed(ledger);

        assertThat(entries.get(KEY).maybeSent()).isEqualTo(1);
    }

    @Test
    void whatHasFailedMayBeClaimedAtOnce() {
        failed(ledger, new IOException("no"));

        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.FAILED);
        claimed(ledger);
    }

    @Test
    void aRetryOfWhatWasNotSentCostsTwoWritesLikeTheFirst() {
        failed(ledger, new IOException("no"));

        ledger.confirm(withReceipt(claimed(ledger)), KEY);

        assertThat(entries.writes()).isEqualTo(4);
        assertThat(entries.get(KEY).attempts()).isEqualTo(2);
        assertThat(entries.get(KEY).token()).isEqualTo(2);
    }

    @Test
    void aRetryOfWhatWasCountedCostsTwoWritesToo() {
        ledger.count(exchange(), KEY, "OutOfMemoryError");

        ledger.confirm(withReceipt(claimed(ledger)), KEY);

        assertThat(entries.writes()).isEqualTo(3);
        assertThat(entries.get(KEY).attempts()).isEqualTo(2);
        assertThat(entries.get(KEY).token()).isEqualTo(2);
    }

    @Test
    void aRetryFindsWhatAnotherProcessDidMeanwhile() {
        failed(ledger, new IOException("no"));
        Ledger other = ledger(WhenUncertain.RESEND);
        other.confirm(withReceipt(claimed(other)), KEY);

        boolean claimed = ledger.add(exchange(), KEY);

        assertThat(claimed).isFalse();
    }

    @Test
    void resendsFiveTimesWhateverHappensInBetween() {
        for (int mail = 0; mail < 6; mail++) {
            failed(ledger(WhenUncertain.RESEND), timeout());
            if (mail < 5) {
                failed(ledger(WhenUncertain.RESEND), new IOException("no"));
            }
        }

        assertThatExceptionOfType(UncertainException.class)
                .isThrownBy(() -> ledger.add(exchange(), KEY))
                .matches(uncertain -> !uncertain.isFinal())
                .withMessageContaining("6 attempts may have sent it")
                .withMessageContaining("all resends are used up");
    }

    @Test
    void sendsNoMoreWhatIsUncertainWhereItBecomesADeadLetter() {
        Ledger deadLettering = ledger(WhenUncertain.DEAD_LETTER);

        failed(deadLettering, timeout());

        assertThatExceptionOfType(UncertainException.class).isThrownBy(() -> deadLettering.add(exchange(), KEY));
    }

    @Test
    void whatHasItsReceiptIsSentWhateverFailsAfterwards() {
        Exchange exchange = withReceipt(claimed(ledger));

        ledger.remove(failedWith(exchange, new IOException("a later step")), KEY);

        assertThat(ledger.add(exchange(), KEY)).isFalse();
    }

    @Test
    void anEndingThatCouldNotBeWrittenFailsTheExchangeAndIsWrittenWhenItComesBack() {
        Exchange exchange = withReceipt(claimed(ledger));
        refuseWrites();
        ledger.confirm(exchange, KEY);
        assertThat(exchange.getException()).isInstanceOf(LedgerUnavailableException.class);
        assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.add(exchange(), KEY));

        acceptWrites();
        boolean again = ledger.add(exchange(), KEY);

        assertThat(again).isFalse();
        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.SENT);
        assertThat(writesAtTheStop()).isZero();
    }

    private int writesAtTheStop() {
        int before = entries.writes();
        ledger.start();
        ledger.stop();
        return entries.writes() - before;
    }

    @Test
    void anEndingThatCouldNotBeWrittenIsWrittenAtTheStop() {
        Exchange exchange = withReceipt(claimed(ledger));
        refuseWrites();
        ledger.confirm(exchange, KEY);
        int[] refusals = {3};
        entries.beforeWrite(() -> {
            if (refusals[0]-- > 0) {
                throw throttled();
            }
        });

        ledger.start();
        ledger.stop();

        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.SENT);
    }

    @Test
    void theStopEndsWhenTheClaimMayHaveBeenTakenOver() {
        ledger.confirm(withReceipt(claimedWhileWritesAreRefused()), KEY);
        entries.beforeWrite(() -> {
            pass(Duration.ofSeconds(10));
            throw throttled();
        });

        ledger.start();
        ledger.stop();

        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.CLAIMED);
    }

    @Test
    void theStopWritesWhatItCanThoughTheClaimsMayHaveBeenTakenOver() {
        Exchange other = withReceipt(exchange());
        ledger.add(other, "candidates/c-2");
        ledger.confirm(withReceipt(claimedWhileWritesAreRefused()), KEY);
        ledger.confirm(other, "candidates/c-2");
        pass(LEASE.plusMillis(1));
        acceptWrites();

        ledger.start();
        ledger.stop();

        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.SENT);
        assertThat(entries.get("candidates/c-2").status()).isEqualTo(LedgerStatus.SENT);
    }

    @Test
    void theStopEndsByThenHoweverManyMailsItKnowsToBeSent() {
        for (int mail = 0; mail < 16; mail++) {
            String key = "candidates/c-" + mail;
            Exchange exchange = withReceipt(exchange());
            acceptWrites();
            ledger.add(exchange, key);
            refuseWrites();
            ledger.confirm(exchange, key);
        }
        Duration before = elapsed;
        entries.beforeWrite(() -> {
            pass(Duration.ofSeconds(8));
            throw throttled();
        });

        ledger.start();
        ledger.stop();

        assertThat(elapsed.minus(before)).isLessThan(LEASE.plusSeconds(10));
    }

    private Exchange claimedWhileWritesAreRefused() {
        Exchange exchange = claimed(ledger);
        refuseWrites();
        return exchange;
    }

    @ParameterizedTest
    @EnumSource(WhenUncertain.class)
    void aReceiptIsTheLastWordThoughTheClaimWasTakenOver(WhenUncertain whenUncertain) {
        Exchange exchange = withReceipt(claimedWhileWritesAreRefused());
        ledger.confirm(exchange, KEY);
        acceptWrites();
        Ledger other = ledger(whenUncertain);
        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> other.add(exchange(), KEY));
        pass(LEASE.plusMillis(1));
        if (whenUncertain == WhenUncertain.RESEND) {
            failed(other, timeout());
        } else {
            assertThatExceptionOfType(UncertainException.class).isThrownBy(() -> other.add(exchange(), KEY));
        }

        boolean claimed = ledger.add(exchange(), KEY);

        assertThat(claimed).isFalse();
        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.SENT);
        assertThat(entries.get(KEY).facts().messageId()).contains("m-1");
        assertThat(entries.get(KEY).kept()).extracting(Attempt::outcome).contains("abandoned", "sent");
        assertThat(entries.get(KEY).attempts())
                .isEqualTo(entries.get(KEY).kept().size());
        assertThat(entries.get(KEY).token()).isGreaterThan(1);
    }

    @Test
    void aReceiptThatComesWhileAnotherSendsIsTheLastWord() {
        Exchange exchange = withReceipt(claimed(ledger));
        Ledger other = ledger(WhenUncertain.RESEND);
        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> other.add(exchange(), KEY));
        pass(LEASE.plusMillis(1));
        Exchange second = claimed(other);

        ledger.confirm(exchange, KEY);
        other.remove(failedWith(second, timeout()), KEY);

        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.SENT);
        assertThat(other.add(exchange(), KEY)).isFalse();
    }

    @Test
    void anExchangeThatEndsLateLeavesTheTurnToTheOneThatFollowedIt() {
        Exchange late = claimed(ledger);
        pass(LEASE.plusMillis(1));
        claimed(ledger);

        ledger.remove(failedWith(late, new IOException("no")), KEY);

        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> ledger.add(exchange(), KEY));
    }

    @Test
    void anUncertainEndingThatCouldNotBeWrittenStaysUncertain() {
        Ledger deadLettering = ledger(WhenUncertain.DEAD_LETTER);
        Exchange exchange = claimed(deadLettering);
        refuseWrites();
        deadLettering.remove(failedWith(exchange, timeout()), KEY);
        assertThat(exchange.getException())
                .isInstanceOf(LedgerUnavailableException.class)
                .satisfies(failure ->
                        assertThat(failure.getSuppressed()).hasAtLeastOneElementOfType(SocketTimeoutException.class));

        acceptWrites();

        assertThatExceptionOfType(UncertainException.class).isThrownBy(() -> deadLettering.add(exchange(), KEY));
    }

    @Test
    void aClaimWhoseWritingFailedWasNeverBegun() {
        entries.beforeWrite(
                () -> elapsed = elapsed.plus(LEASE.minus(LONGEST_CALL)).plusMillis(1));
        assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.add(exchange(), KEY));
        acceptWrites();

        claimed(ledger);

        assertThat(entries.get(KEY).maybeSent()).isZero();
    }

    @Test
    void aClaimIsUsedWhileACallFitsIntoItsLease() {
        entries.beforeWrite(() -> elapsed = elapsed.plus(LEASE.minus(LONGEST_CALL)));

        boolean claimed = ledger.add(exchange(), KEY);

        assertThat(claimed).isTrue();
    }

    @Test
    void knowsWhomItHasMailed() {
        Exchange exchange = claimed(ledger);
        assertThat(ledger.isSent(KEY)).isFalse();

        ledger.confirm(withReceipt(exchange), KEY);

        assertThat(ledger.isSent(KEY)).isTrue();
        assertThat(ledger.isSent("candidates/c-2")).isFalse();
    }

    @Test
    void anExchangeHasAttemptedOnlyTheMailThatItClaimed() {
        Exchange exchange = claimed(ledger);

        assertThat(ledger.isAttempted(exchange, KEY)).isTrue();
        assertThat(ledger.isAttempted(exchange, "candidates/c-2")).isFalse();
        assertThat(ledger.isAttempted(exchange(), KEY)).isFalse();
    }

    @Test
    void tellsHowOftenAndSinceWhenAMailFails() {
        Instant first = now;
        failed(ledger, new IOException("no"));
        pass(Duration.ofSeconds(1));
        Exchange exchange = failed(ledger, timeout());

        Optional<FailureHistory> known = ledger.failures(exchange, KEY);

        assertThat(known).contains(new FailureHistory(0, false, true, 2, first, now));
        assertThat(ledger.failures(exchange(), KEY)).isEqualTo(known);
        assertThat(ledger.failures(exchange(), "candidates/c-2")).isEmpty();
    }

    @Test
    void theFirstClaimIsOneAttempt() {
        Exchange exchange = claimed(ledger);

        Optional<FailureHistory> known = ledger.failures(exchange, KEY);

        assertThat(known).contains(new FailureHistory(0, false, false, 1, now, now));
    }

    @Test
    void countsWhatFailsBeforeItIsClaimed() {
        ledger.count(exchange(), KEY, "OutOfMemoryError");

        FailureHistory failures = ledger(WhenUncertain.RESEND).count(exchange(), KEY, "OutOfMemoryError");

        assertThat(failures.counted()).isEqualTo(2);
        assertThat(failures.attempts()).isEqualTo(2);
        assertThat(entries.get(KEY).kept())
                .extracting(Attempt::outcome)
                .containsExactly("OutOfMemoryError", "OutOfMemoryError");
        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.FAILED);
    }

    @Test
    void aCountedFailureLeavesTheMailUncertain() {
        Exchange exchange = failed(ledger, timeout());

        FailureHistory failures = ledger.count(exchange, KEY, "SocketTimeoutException");

        assertThat(failures.isUncertain()).isTrue();
        assertThat(failures.attempts()).isEqualTo(1);
        assertThat(ledger.failures(exchange, KEY)).contains(failures);
        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.UNCERTAIN);
    }

    @Test
    void countsNothingAgainstAMailThatIsSentMeanwhile() {
        ledger.confirm(withReceipt(claimed(ledger)), KEY);

        FailureHistory failures = ledger.count(exchange(), KEY, "OutOfMemoryError");

        assertThat(failures.isSent()).isTrue();
        assertThat(entries.get(KEY).counted()).isZero();
    }

    @Test
    void warnsOfAnOutageMoreRarelyTheLongerItLasts() {
        refuseWrites();

        try (LogLines log = new LogLines(LedgerOutage.class)) {
            for (int failure = 1; failure <= 5; failure++) {
                assertThatExceptionOfType(LedgerUnavailableException.class)
                        .isThrownBy(() -> ledger.add(exchange(), KEY));
            }

            assertThat(log.all())
                    .extracting(line -> line.replaceAll(".*(failure \\d+).*", "$1"))
                    .containsExactly("failure 1", "failure 2", "failure 4");
        }
    }

    @Test
    void anEntryThatTheTableRefusesIsNoOutage() {
        entries.beforeWrite(() -> {
            throw new LedgerRefusedException(new IOException("Item size has exceeded the maximum"));
        });

        assertThatExceptionOfType(LedgerRefusedException.class).isThrownBy(() -> ledger.add(exchange(), KEY));

        assertThat(ledger.unavailableSince()).isEmpty();
    }

    @Test
    void aTableThatTakesNoWritesForAMinuteMakesTheServiceNotReadyUntilItDoes() {
        LedgerHealth health = new LedgerHealth(() -> ledger, () -> now);
        Instant start = now;
        refuseWrites();
        assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.add(exchange(), KEY));
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.UP);

        pass(Duration.ofSeconds(61));
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health.call().getMessage().orElseThrow()).contains(start.toString());

        acceptWrites();
        ledger.add(exchange(), KEY);
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void isNotToBeEmptiedAndNeedsAnEagerConsumer() {
        assertThatThrownBy(ledger::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ledger.contains(exchange(), KEY)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ledger.add(KEY)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void refusesALeaseThatACallMayOutlive() {
        assertThatThrownBy(() -> new LedgerSettings(
                        WhenUncertain.RESEND, LONGEST_CALL, LONGEST_CALL, 5, "messageId", "to", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOperatorsDecisionResendsBeyondAllResends() {
        for (int i = 0; i < 6; i++) {
            failed(ledger, timeout());
        }
        assertThatExceptionOfType(UncertainException.class).isThrownBy(() -> ledger.add(exchange(), KEY));
        Exchange replay = decided(now);

        boolean claimed = ledger.add(replay, KEY);
        ledger.confirm(withReceipt(replay), KEY);

        assertThat(claimed).isTrue();
        assertThat(ledger.add(decided(now), KEY)).isFalse();
    }

    @Test
    void anOperatorsDecisionResendsWhereNothingIsResent() {
        Ledger deadLettering = ledger(WhenUncertain.DEAD_LETTER);
        failed(deadLettering, timeout());

        assertThatExceptionOfType(UncertainException.class).isThrownBy(() -> deadLettering.add(exchange(), KEY));
        assertThat(deadLettering.add(decided(now), KEY)).isTrue();
    }

    @Test
    void anOperatorsDecisionCoversNoLaterAttempt() {
        Ledger deadLettering = ledger(WhenUncertain.DEAD_LETTER);
        failed(deadLettering, timeout());
        Instant decision = now;
        pass(Duration.ofSeconds(1));
        Exchange replay = decided(decision);
        deadLettering.add(replay, KEY);
        deadLettering.remove(failedWith(replay, timeout()), KEY);

        assertThatExceptionOfType(UncertainException.class).isThrownBy(() -> deadLettering.add(decided(decision), KEY));
    }

    @Test
    void anOperatorsDecisionOutlastsAttemptsThatSentNothing() {
        Ledger deadLettering = ledger(WhenUncertain.DEAD_LETTER);
        failed(deadLettering, timeout());
        Instant decision = now;
        pass(Duration.ofSeconds(1));
        Exchange replay = decided(decision);
        deadLettering.add(replay, KEY);
        deadLettering.remove(failedWith(replay, new IOException("refused")), KEY);

        assertThat(deadLettering.add(decided(decision), KEY)).isTrue();
    }

    /** The system gives a file the time of its last clock tick. */
    @ParameterizedTest
    @CsvSource({"10, true", "11, false"})
    void aLetterMaySeemOlderThanItsAttemptByATick(int millis, boolean isDecided) {
        Ledger deadLettering = ledger(WhenUncertain.DEAD_LETTER);
        failed(deadLettering, timeout());
        Exchange replay = decided(now.minusMillis(millis));

        if (isDecided) {
            assertThat(deadLettering.add(replay, KEY)).isTrue();
        } else {
            assertThatExceptionOfType(UncertainException.class).isThrownBy(() -> deadLettering.add(replay, KEY));
        }
    }

    private Exchange decided(Instant until) {
        Exchange exchange = exchange();
        exchange.setProperty(Ledger.DECIDED, until.toEpochMilli());
        return exchange;
    }

    private Ledger awaitingEvents(WhenUncertain whenUncertain) {
        eventWait = Duration.ofSeconds(30);
        return ledger(whenUncertain);
    }

    private void event(MailEventKind kind, String address) {
        String claim = entries.get(KEY).claims().latest();
        new MailEventNotes(entries)
                .note(KEY, new MailEvent(kind, claim, now, AddressFingerprint.of(address, claim), ""), "m-7");
    }

    @ParameterizedTest
    @EnumSource(WhenUncertain.class)
    void anUncertainMailWaitsForItsEventFromTheAttemptOn(WhenUncertain whenUncertain) {
        Ledger awaiting = awaitingEvents(whenUncertain);
        failed(awaiting, timeout());
        pass(Duration.ofSeconds(10));

        assertThatExceptionOfType(AwaitingEventException.class)
                .isThrownBy(() -> awaiting.add(exchange(), KEY))
                .matches(awaited -> awaited.left().equals(Duration.ofSeconds(20)));
    }

    @Test
    void anUncertainMailIsSentAgainAfterTheWait() {
        Ledger awaiting = awaitingEvents(WhenUncertain.RESEND);
        failed(awaiting, timeout());
        pass(Duration.ofSeconds(30));

        assertThat(awaiting.add(exchange(), KEY)).isTrue();
    }

    /** The claim's own time counts, not that of the restart. */
    @Test
    void theMailOfAKilledProcessWaitsFromItsClaimOn() {
        claimed(ledger);
        Ledger restarted = awaitingEvents(WhenUncertain.RESEND);
        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> restarted.add(exchange(), KEY));
        pass(LEASE.plusMillis(1));

        assertThat(restarted.add(exchange(), KEY)).isTrue();
    }

    @Test
    void anEventPassesOverTheMailThatWaits() {
        Ledger awaiting = awaitingEvents(WhenUncertain.RESEND);
        failed(awaiting, timeout());

        event(MailEventKind.SEND, "jane@example.com");

        assertThat(awaiting.add(exchange(), KEY)).isFalse();
        assertThat(awaiting.isSent(KEY)).isTrue();
        assertThat(entries.get(KEY).facts().messageId()).contains("m-7");
    }

    @Test
    void anEventBeforeTheAnswerIsNotLostWhereTheAnswerIs() {
        Ledger awaiting = awaitingEvents(WhenUncertain.RESEND);
        Exchange exchange = claimed(awaiting);
        event(MailEventKind.SEND, "jane@example.com");

        awaiting.remove(failedWith(exchange, timeout()), KEY);

        assertThat(awaiting.add(exchange(), KEY)).isFalse();
        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.SENT);
    }

    /** As after a clock that was a day ahead was set right. */
    @Test
    void aMailWhoseAttemptIsInTheFutureWaitsNoLongerThanTheWait() {
        Ledger awaiting = awaitingEvents(WhenUncertain.RESEND);
        failed(ledger(WhenUncertain.RESEND, Duration.ofDays(1)), timeout());
        assertThatExceptionOfType(AwaitingEventException.class)
                .isThrownBy(() -> awaiting.add(exchange(), KEY))
                .matches(awaited -> awaited.left().equals(eventWait));
        pass(eventWait.plusMillis(1));

        assertThat(awaiting.add(exchange(), KEY)).isTrue();
    }

    /** The failed entry is not read again before the next claim. */
    @Test
    void anEventBeforeTheAnswerCountsThoughTheAnswerIsAFailure() {
        Exchange exchange = claimed(ledger);
        event(MailEventKind.SEND, "jane@example.com");

        ledger.remove(failedWith(exchange, new IOException("503 from a proxy")), KEY);

        assertThat(ledger.add(exchange(), KEY)).isFalse();
        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.SENT);
    }

    @Test
    void anEventThatComesWhileAnAbandonedClaimIsTakenOverIsNotOverlooked() {
        claimed(ledger);
        Ledger restarted = awaitingEvents(WhenUncertain.RESEND);
        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> restarted.add(exchange(), KEY));
        pass(LEASE.plusMillis(1));
        AtomicInteger writes = new AtomicInteger();
        entries.beforeWrite(() -> {
            // the first one finds out that there is an entry, the second ends the abandoned claim
            if (writes.incrementAndGet() == 2) {
                event(MailEventKind.SEND, "jane@example.com");
            }
        });

        assertThat(restarted.add(exchange(), KEY)).isFalse();
        assertThat(entries.get(KEY).status()).isEqualTo(LedgerStatus.SENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jane@example.com", "Jane@Example.com"})
    void aReplayAfterABounceDoesNotMailTheSameAddress(String address) {
        ledger.confirm(withReceipt(claimed(ledger)), KEY);
        event(MailEventKind.BOUNCE_PERMANENT, "jane@example.com");

        assertThatExceptionOfType(UndeliveredException.class)
                .isThrownBy(() -> ledger.add(replayTo(address), KEY))
                .withMessageContaining("the address is still the same");
    }

    @Test
    void aReplayAfterABounceMailsAnotherAddress() {
        ledger.confirm(withReceipt(claimed(ledger)), KEY);
        event(MailEventKind.BOUNCE_PERMANENT, "jane@example.com");

        assertThat(ledger.isSent(KEY)).isFalse();
        assertThat(ledger.add(replayTo("jane@example.org"), KEY)).isTrue();
    }

    @Test
    void aBouncedMailIsNotSentToAnotherAddressWithoutAnOperatorsDecision() {
        ledger.confirm(withReceipt(claimed(ledger)), KEY);
        event(MailEventKind.BOUNCE_PERMANENT, "jane@example.com");
        Exchange repeated = exchange();
        repeated.getMessage().setHeader("to", "jane@example.org");

        assertThat(ledger.add(repeated, KEY)).isFalse();
    }

    @Test
    void aMailToTheMendedAddressIsSentOnce() {
        ledger.confirm(withReceipt(claimed(ledger)), KEY);
        event(MailEventKind.BOUNCE_PERMANENT, "jane@example.com");
        Exchange replay = replayTo("jane@example.org");
        assertThat(ledger.add(replay, KEY)).isTrue();
        ledger.confirm(withReceipt(replay), KEY);

        assertThat(ledger.add(replayTo("jane@example.net"), KEY)).isFalse();
        assertThat(ledger.isSent(KEY)).isTrue();
    }

    private Exchange replayTo(String address) {
        Exchange exchange = exchange();
        exchange.setProperty(Ledger.DECIDED, now.toEpochMilli());
        exchange.getMessage().setHeader("to", address);
        return exchange;
    }

    @Test
    void theIdOfEachClaimIsAnotherOne() {
        Exchange first = claimed(ledger);
        ledger.remove(failedWith(first, new IOException("no")), KEY);
        Exchange second = claimed(ledger);

        assertThat(Ledger.claimId(first)).matches("[A-Za-z0-9_-]{6}").isNotEqualTo(Ledger.claimId(second));
        assertThat(Ledger.claimId(claimedAnew())).isNotEqualTo(Ledger.claimId(first));
    }

    /** In another process, whose claims are counted from the beginning. */
    private Exchange claimedAnew() {
        Exchange exchange = exchange();
        assertThat(ledger(WhenUncertain.RESEND).add(exchange, "candidates/other"))
                .isTrue();
        return exchange;
    }
}
