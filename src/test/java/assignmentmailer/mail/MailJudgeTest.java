package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.candidate.BadRecordException;
import assignmentmailer.ledger.AttemptFault;
import assignmentmailer.ledger.FailureNote;
import assignmentmailer.ledger.LedgerInMemory;
import assignmentmailer.ledger.LedgerStatus;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.account.FakeClock;
import assignmentmailer.mail.account.HoldCause;
import assignmentmailer.mail.account.MailDeferredException;
import assignmentmailer.mail.account.MailExpiredException;
import assignmentmailer.mail.account.MailHistory;
import assignmentmailer.mail.account.MailingHold;
import assignmentmailer.mail.account.Probe;
import assignmentmailer.mail.account.SteppedLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.component.aws2.ses.Ses2Constants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verdict on each failure, by the outcomes of the other mails. Mails fail with the exceptions of the SDK. */
class MailJudgeTest {
    private static final int RETRIES = 2;
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration WHILE_HELD = Duration.ofSeconds(3);

    private boolean isStopping;
    private final CamelContext context = new DefaultCamelContext() {
        @Override
        public boolean isStopping() {
            return isStopping;
        }
    };
    private final FakeClock clock = new FakeClock();
    private final MailingHold hold = new MailingHold(clock);
    private final FaultClassifier classifier = new FaultClassifier(SesFaults.SENDER);
    private boolean isLedgerUnavailable;
    private final LedgerInMemory ledger = ledger(WhenUncertain.RESEND);
    private Probe.Result probed = Probe.Result.TAKEN;
    private int probes;
    private final Probe probe = () -> {
        probes++;
        return probed;
    };
    private final SteppedLimiter limiter = new SteppedLimiter(context, clock, hold, probe, new NoHistory());
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final MailJudge judge = judge(ledger);

    private LedgerInMemory ledger(WhenUncertain whenUncertain) {
        return LedgerInMemory.create(whenUncertain, this::note, () -> isLedgerUnavailable);
    }

    private FailureNote note(Throwable failure) {
        boolean isUncertain = classifier.classify(failure, "").uncertain();
        return new FailureNote("failed", isUncertain ? AttemptFault.UNCERTAIN : AttemptFault.EVERYBODY);
    }

    private MailJudge judge(LedgerInMemory kept) {
        MailMeters meters =
                new MailMeters(() -> Optional.of(registry), hold, limiter.limiter(), kept::ledger, () -> 1, clock);
        meters.start();
        return new MailJudge(
                classifier,
                kept::ledger,
                hold,
                limiter.limiter(),
                probe,
                new RetryPolicy(RETRIES, new RetryDelay(FIRST_DELAY, Duration.ofSeconds(30)), WHILE_HELD),
                meters,
                new FailingMails(),
                new OutcomeWindow(),
                clock);
    }

    @Test
    void deadLettersABadRecordAndGivesItsTurnBack() throws Exception {
        Exchange mail = withTurn("a");

        Exception verdict = verdict(mail, new BadRecordException("no address"));

        assertThat(reason(verdict)).isEqualTo("bad-record");
        assertThat(SteppedLimiter.hasTurn(mail)).isFalse();
    }

    @Test
    void leavesAnyOtherFailureOfAStopToTheNextStart() {
        isStopping = true;
        Exception failure = SesFaults.answer(400, "MessageRejected", "Address blacklisted.");

        Exception verdict = verdict(mail("a"), failure);

        assertThat(verdict)
                .isInstanceOf(RejectedExecutionException.class)
                .hasNoCause()
                .hasSuppressedException(failure);
        assertThat(reason(verdict(mail("b"), new BadRecordException("no address"))))
                .isEqualTo("bad-record");
    }

    @Test
    void deadLettersAtOnceWhatSesRejectsWhileItTakesTheOthers() {
        taken(3);

        Exception verdict = fails("a", SesFaults.answer(400, "MessageRejected", "Address blacklisted."));

        assertThat(reason(verdict)).isEqualTo("rejected");
        assertThat(ledger.counted("a")).isZero();
    }

    @Test
    void countsAFailureWhileSesTakesTheOthersUntilRetriesAreUsedUp() {
        taken(3);

        for (int failure = 1; failure <= RETRIES; failure++) {
            assertThat(fails("a", refused())).isInstanceOf(MailDeferredException.class);
            assertThat(ledger.counted("a")).isEqualTo(failure);
        }
        Exception last = fails("a", refused());

        assertThat(reason(last)).isEqualTo("exhausted");
        assertThat(hold.isHeld()).isFalse();
        assertThat(probes).isZero();
    }

    @Test
    void reportsTheAttemptsOfAMailThatIsNotRetriedAnyMore() {
        taken(3);
        fails("a", refused());
        fails("a", refused());
        Exchange last = attempted("a", refused());

        verdict(last, refused());

        assertThat(last.getVariable(MailJudge.ATTEMPTS, Integer.class)).isEqualTo(3);
        assertThat(last.getVariable(MailJudge.FIRST_FAILURE, Instant.class)).isNotNull();
    }

    @Test
    void endsAsUncertainWhereAnAttemptMayHaveSentTheMail() {
        taken(3);
        fails("a", timedOut());
        fails("a", refused());

        Exception last = fails("a", refused());

        assertThat(reason(last)).isEqualTo("uncertain");
        assertThat(count("mail.uncertain")).isEqualTo(1);
    }

    @Test
    void endsAsUnexpectedAfterAnErrorOfOurs() {
        taken(3);
        Exception wrapped = new CamelExecutionException("wrapped", mail("a"), new NoClassDefFoundError("x"));
        fails("a", wrapped);
        fails("a", wrapped);

        Exception last = fails("a", wrapped);

        assertThat(reason(last)).isEqualTo("uncertain");
        assertThat(last).hasCauseInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void holdsEverybodyWhereTheOthersFailToo() {
        fails("a", refused());
        probed = Probe.Result.REFUSED;
        fails("b", refused());

        Exception verdict = fails("c", refused());

        assertThat(verdict).isInstanceOf(MailDeferredException.class);
        assertThat(hold.since(HoldCause.OUTAGE)).isPresent();
        assertThat(ledger.counted("c")).isZero();
    }

    @Test
    void asksAProbeWhereNoOtherMailWasTriedAndCountsIfItIsTaken() {
        Exception verdict = fails("a", refused());

        assertThat(verdict).isInstanceOf(MailDeferredException.class);
        assertThat(probes).isEqualTo(1);
        assertThat(ledger.counted("a")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Probe.Result.class,
            names = {"REFUSED", "DENIED"})
    void holdsWhereTheProbeIsRefused(Probe.Result result) {
        probed = result;

        Exception verdict = fails("a", refused());

        assertThat(verdict).isInstanceOf(MailDeferredException.class);
        assertThat(hold.since(HoldCause.OUTAGE)).isPresent();
        assertThat(ledger.counted("a")).isZero();
    }

    @Test
    void learnsNothingFromAProbeThatIsThrottled() {
        probed = Probe.Result.THROTTLED;

        Exception verdict = fails("a", SesFaults.answer(400, "MessageRejected", "Address blacklisted."));

        assertThat(verdict).isInstanceOf(MailDeferredException.class);
        assertThat(hold.isHeld()).isFalse();
        assertThat(ledger.counted("a")).isZero();
    }

    /** Most mails of the last minute were taken, but the latest three were not: an outage may have begun. */
    @Test
    void asksAProbeOnceTheLatestMailsAllFailed() {
        taken(10);
        probed = Probe.Result.REFUSED;
        fails("a", refused());
        fails("b", refused());
        fails("c", refused());
        assertThat(probes).isZero();

        fails("d", refused());

        assertThat(probes).isEqualTo(1);
        assertThat(hold.isHeld()).isTrue();
    }

    @Test
    void doesNotCountRefusedContentAgainstTheOthers() {
        taken(2);
        for (String key : new String[] {"a", "b"}) {
            fails(key, SesFaults.answer(400, "MessageRejected", "Address blacklisted."));
        }

        fails("c", refused());

        assertThat(ledger.counted("c")).isEqualTo(1);
        assertThat(probes).isZero();
    }

    /** Words that the classifier takes for refused content, but that meet everybody. */
    @Test
    void asksAProbeOnceSesRefusesTheContentOfTheLatestMails() {
        taken(10);
        probed = Probe.Result.REFUSED;
        for (String key : new String[] {"a", "b", "c"}) {
            assertThat(reason(fails(key, SesFaults.answer(400, "MessageRejected", "Unknown words"))))
                    .isEqualTo("rejected");
        }

        Exception verdict = fails("d", SesFaults.answer(400, "MessageRejected", "Unknown words"));

        assertThat(verdict).isInstanceOf(MailDeferredException.class);
        assertThat(hold.since(HoldCause.OUTAGE)).isPresent();
    }

    @Test
    void endsAHoldByAMailThatSesTakes() throws Exception {
        hold.begin(HoldCause.OUTAGE, "refused", mail("a"));
        limiter.probe();
        Exchange trial = withTurn("a");

        judge.succeeded(trial);

        assertThat(hold.isHeld()).isFalse();
    }

    @Test
    void showsHowLongMailingHasBeenHeld() {
        hold.begin(HoldCause.OUTAGE, "refused", mail("a"));
        clock.sleep(Duration.ofMillis(90_500));

        assertThat(held("outage")).isEqualTo(90.5);
        assertThat(held("account")).isZero();
    }

    private double held(String cause) {
        return registry.get("mail.held.seconds").tag("cause", cause).gauge().value();
    }

    @Test
    void holdsForAFaultOfTheAccountThoughTheOthersWereTakenAndNamesNoAddress() {
        taken(3);

        Exception verdict =
                fails("a", SesFaults.answer(400, "MessageRejected", "Email address is not verified: jane@example.com"));

        assertThat(verdict).isInstanceOf(MailDeferredException.class);
        assertThat(hold.since(HoldCause.ACCOUNT)).isPresent();
        assertThat(hold.description().orElseThrow())
                .contains("Email address is not verified")
                .doesNotContain("jane@");
    }

    @Test
    void countsAFaultOfTheAccountThatComesBackOnOneMailAlone() {
        taken(3);
        fails("a", paused());
        limiter.limiter().resume();

        Exception second = fails("a", paused());
        taken(1);

        assertThat(second).isInstanceOf(MailDeferredException.class);
        assertThat(hold.isHeld()).isFalse();
        assertThat(ledger.counted("a")).isEqualTo(1);
        assertThat(fails("b", paused())).isInstanceOf(MailDeferredException.class);
        assertThat(hold.since(HoldCause.ACCOUNT)).isPresent();
    }

    @Test
    void countsNothingWhileMailingIsHeld() {
        taken(3);
        fails("a", paused());

        Exception verdict = fails("b", refused());

        assertThat(verdict).isInstanceOf(MailDeferredException.class);
        assertThat(ledger.counted("b")).isZero();
        assertThat(hold.since(HoldCause.ACCOUNT)).isPresent();
    }

    @Test
    void resumesAndCountsOnceSesTakesProbesAndMostOtherMails() throws Exception {
        taken(10);
        fails("a", paused());
        takeProbes();
        assertThat(limiter.limiter().isProbeTaken()).isTrue();

        Exception verdict = fails("a", refused());

        assertThat(verdict).isInstanceOf(MailDeferredException.class);
        assertThat(hold.isHeld()).isFalse();
        assertThat(ledger.counted("a")).isEqualTo(1);
    }

    @Test
    void keepsHoldingForTheAccountWhateverTheProbesSay() throws Exception {
        taken(10);
        hold.begin(HoldCause.OUTAGE, "refused", mail("a"));
        takeProbes();

        Exception verdict = fails("b", paused());

        assertThat(verdict).isInstanceOf(MailDeferredException.class);
        assertThat(hold.since(HoldCause.ACCOUNT)).isPresent();
        assertThat(ledger.counted("b")).isZero();
    }

    @Test
    void countsThrottlingAgainstNobody() {
        taken(3);

        Exception verdict = fails("a", SesFaults.answer(400, "Throttling", "Maximum sending rate exceeded."));

        assertThat(verdict).isInstanceOf(MailDeferredException.class);
        assertThat(ledger.counted("a")).isZero();
        assertThat(hold.isHeld()).isFalse();
        assertThat(probes).isZero();
    }

    @Test
    void slowsDownOnlyWhereTheRateWasExceeded() throws Exception {
        taken(1);
        timeOfTurns();
        fails("a", throttled());
        fails("b", throttled());
        Duration usual = timeOfTurns();
        fails("a", SesFaults.answer(400, "Throttling", "Maximum sending rate exceeded."));
        fails("b", SesFaults.answer(400, "Throttling", "Maximum sending rate exceeded."));

        Duration slower = timeOfTurns();

        assertThat(slower.toMillis()).isGreaterThan(usual.toMillis() * 103 / 100);
    }

    @Test
    void doublesTheDelayWithEachFailureUpToTheLimitOfAHoldAndStartsAnewAfterASuccess() {
        taken(3);
        fails("a", paused());
        long second = delayOf("a", paused());
        long third = delayOf("a", paused());
        long fourth = delayOf("a", paused());
        judge.succeeded(mail("a"));

        long first = delayOf("a", paused());

        assertThat(second).isBetween(1_600L, 2_000L);
        assertThat(third).isEqualTo(3_000L);
        assertThat(fourth).isEqualTo(3_000L);
        assertThat(first).isBetween(800L, 1_000L);
        assertThat(count("mail.retries")).isEqualTo(5);
    }

    /** Each end of a mail: a dead letter, an exception that the policy handles, or sent meanwhile. */
    @Test
    void startsTheDelaysAnewAfterEachEndOfAMailButNotWhileTheLedgerIsUnavailable() {
        taken(5);
        fails("a", paused());
        limiter.limiter().resume();
        verdict(mail("a"), LedgerInMemory.unavailable());
        assertThat(delayOf("a", throttled())).isGreaterThan(1_000);

        fails("a", SesFaults.answer(400, "MessageRejected", "Address blacklisted."));
        assertThat(delayOf("a", throttled())).isLessThanOrEqualTo(1_000);

        verdict(mail("a"), new IllegalStateException("a step of the route"));
        Exchange last = mail("a");
        verdict(last, LedgerInMemory.claimedElsewhere());
        assertThat(last.getProperty(Exchange.REDELIVERY_DELAY, Long.class)).isLessThanOrEqualTo(1_000);
    }

    @Test
    void deadLettersAsUnexpectedWhereTheLedgerRejectsTheCount() {
        taken(3);
        Exchange mail = attempted("a", refused());
        ledger.refuse();

        assertThat(reason(verdict(mail, refused()))).isEqualTo("unexpected");
    }

    @Test
    void waitsForALedgerThatAnswersNobodyAndGivesTheTurnBack() throws Exception {
        Exchange mail = withTurn("a");
        Exception unavailable = LedgerInMemory.unavailable();

        Exception verdict = verdict(mail, unavailable);

        assertThat(verdict).isSameAs(unavailable);
        assertThat(SteppedLimiter.hasTurn(mail)).isFalse();
    }

    @Test
    void waitsForALedgerThatCannotCount() {
        taken(3);
        Exchange mail = attempted("a", refused());
        isLedgerUnavailable = true;

        Exception verdict = verdict(mail, refused());

        assertThat(verdict).hasMessageContaining("throttled").isNotInstanceOf(MailFailedException.class);
    }

    @Test
    void judgesAnEntryThatTheLedgerRejectsByTheOthers() {
        probed = Probe.Result.REFUSED;
        Exchange mail = mail("a");

        Exception verdict = verdict(mail, LedgerInMemory.refused());

        assertThat(verdict).isInstanceOf(MailDeferredException.class);
        assertThat(hold.since(HoldCause.OUTAGE)).isPresent();
    }

    @Test
    void waitsForAnotherWorkersClaimAlsoWhenTheRecordExpires() throws Exception {
        Exchange mail = withTurn("a");
        expire(mail);

        Exception verdict = verdict(mail, LedgerInMemory.claimedElsewhere());

        assertThat(verdict).isInstanceOf(MailDeferredException.class);
        assertThat(SteppedLimiter.hasTurn(mail)).isFalse();
    }

    @Test
    void deadLettersWhatExpiresWhileItWaits() {
        probed = Probe.Result.REFUSED;
        Exchange mail = attempted("a", refused());
        expire(mail);

        Exception verdict = verdict(mail, refused());

        assertThat(reason(verdict)).isEqualTo("expired");
        assertThat(verdict)
                .cause()
                .isInstanceOf(MailExpiredException.class)
                .hasMessageContaining("within an hour: ")
                .hasNoCause();
    }

    @Test
    void deadLettersWhatExpiresAsUncertainWhereItMayHaveBeenSent() {
        probed = Probe.Result.REFUSED;
        Exchange mail = attempted("a", timedOut());
        expire(mail);

        assertThat(reason(verdict(mail, timedOut()))).isEqualTo("uncertain");
    }

    @Test
    void deadLettersWhatTheLimiterFoundToExpire() {
        MailExpiredException expired = new MailExpiredException("within an hour");

        Exception verdict = verdict(mail("a"), expired);

        assertThat(reason(verdict)).isEqualTo("expired");
        assertThat(verdict).hasCause(expired);
    }

    @Test
    void deadLettersNobodyWhoWasMailedThoughTheReceiptCannotBeWritten() {
        send("a");
        Exchange mail = mail("a");
        expire(mail);

        Exception unavailable = LedgerInMemory.unavailable();

        assertThat(verdict(mail, unavailable)).isSameAs(unavailable);
        assertThat(reason(verdict(expiring("b"), LedgerInMemory.unavailable()))).isEqualTo("expired");
    }

    @Test
    void deadLettersAtOnceWhatMayNotBeSentAgain() throws Exception {
        LedgerInMemory strict = ledger(WhenUncertain.DEAD_LETTER);
        MailJudge strictJudge = judge(strict);
        attempt(strict, "a", timedOut());
        Exchange again = withTurn("a");
        hold.begin(HoldCause.OUTAGE, "refused", again);

        Exception verdict = verdict(strictJudge, again, uncertain(strict, "a"));

        assertThat(reason(verdict)).isEqualTo("uncertain");
        assertThat(SteppedLimiter.hasTurn(again)).isFalse();
    }

    @Test
    void deadLettersWhatHasUsedUpItsResendsOnlyWhileSesTakesTheOthers() {
        for (int attempt = 0; attempt < 6; attempt++) {
            attempted("a", timedOut());
        }
        Exception usedUp = uncertain(ledger, "a");
        probed = Probe.Result.REFUSED;
        Exception whileIll = verdict(mail("a"), usedUp);
        hold.begin(HoldCause.OUTAGE, "refused", mail("a"));
        int before = probes;
        Exception whileHeld = verdict(mail("a"), usedUp);
        limiter.limiter().resume();
        taken(3);

        Exception afterwards = verdict(mail("a"), usedUp);

        assertThat(whileIll).isInstanceOf(MailDeferredException.class);
        assertThat(whileHeld).isInstanceOf(MailDeferredException.class);
        assertThat(probes).as("no probe during a hold").isEqualTo(before);
        assertThat(reason(afterwards)).isEqualTo("uncertain");
    }

    @Test
    void waitsForCredentialsThatSignLinksWithoutAHold() throws Exception {
        Exchange mail = withTurn("a");

        Exception verdict = verdict(mail, SesFaults.credentials(new IllegalStateException("none")));

        assertThat(verdict).isInstanceOf(MailDeferredException.class);
        assertThat(hold.isHeld()).isFalse();
        assertThat(SteppedLimiter.hasTurn(mail)).isFalse();
    }

    @Test
    void holdsForCredentialsOfTheCallItself() {
        fails("a", SesFaults.credentials(new IllegalStateException("none")));

        assertThat(hold.since(HoldCause.ACCOUNT)).isPresent();
    }

    @Test
    void leavesAFailureOfTheRouteToThePolicyUnlessItWasOfTheAttempt() {
        Exception ours = new IllegalStateException("a step of the route");
        taken(3);

        assertThat(verdict(mail("a"), ours)).isSameAs(ours);
        assertThat(fails("b", ours)).isInstanceOf(MailDeferredException.class);
        assertThat(ledger.counted("b")).isEqualTo(1);
    }

    @Test
    void passesOverAMailThatWasSentMeanwhile() throws Exception {
        taken(3);
        Exchange mail = attempted("a", refused());
        verdict(mail, throttled());
        send("a");
        limiter.limiter().awaitTurn(mail);

        Exception verdict = verdict(mail, refused());

        assertThat(verdict).isNull();
        assertThat(SteppedLimiter.hasTurn(mail)).isFalse();
        Exchange next = mail("a");
        verdict(next, LedgerInMemory.claimedElsewhere());
        assertThat(next.getProperty(Exchange.REDELIVERY_DELAY, Long.class)).isLessThanOrEqualTo(1_000);
        assertThat(count("mail.passed.over")).isEqualTo(1);
        assertThat(ledger.status("a")).contains(LedgerStatus.SENT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countsASuccessAsSentOrPassedOver(boolean isDuplicate) throws Exception {
        Exchange mail = withTurn("a");
        mail.setProperty(ExchangePropertyKey.DUPLICATE_MESSAGE, isDuplicate);

        judge.succeeded(mail);

        assertThat(count("mail.passed.over")).isEqualTo(isDuplicate ? 1 : 0);
        assertThat(count("mail.sent")).isEqualTo(isDuplicate ? 0 : 1);
        assertThat(SteppedLimiter.hasTurn(mail)).isEqualTo(!isDuplicate);
    }

    /** A mail that was passed over says nothing of SES now. */
    @Test
    void takesOnlyMailsThatWereSentForASignThatSesTakesMails() {
        for (int i = 0; i < 3; i++) {
            Exchange before = mail("sent-before-" + i);
            before.setProperty(ExchangePropertyKey.DUPLICATE_MESSAGE, true);
            judge.succeeded(before);
        }

        fails("a", refused());

        assertThat(probes).isEqualTo(1);
    }

    private Exchange mail(String key) {
        Exchange exchange = new DefaultExchange(context);
        exchange.setVariable(MailJudge.KEY, key);
        exchange.getMessage().setHeader(Ses2Constants.TO, SesFaults.RECIPIENT);
        return exchange;
    }

    private Exchange withTurn(String key) throws InterruptedException {
        Exchange mail = mail(key);
        limiter.limiter().awaitTurn(mail);
        assertThat(SteppedLimiter.hasTurn(mail)).isTrue();
        return mail;
    }

    /** Lets SES take one probe after another, and each lets one mail pass. */
    private void takeProbes() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            limiter.probe();
            limiter.limiter().awaitTurn(mail("trial"));
        }
    }

    private Duration timeOfTurns() throws InterruptedException {
        Duration before = clock.passed();
        for (int i = 0; i < 200; i++) {
            limiter.limiter().awaitTurn(mail("turn"));
        }
        return clock.passed().minus(before);
    }

    private static void expire(Exchange mail) {
        mail.setProperty(MailingHold.EXPIRES, Instant.EPOCH);
    }

    private Exchange expiring(String key) {
        Exchange mail = mail(key);
        expire(mail);
        return mail;
    }

    private void taken(int mails) {
        for (int i = 0; i < mails; i++) {
            judge.succeeded(mail("taken-" + i));
        }
    }

    private void send(String key) {
        Exchange mail = mail(key);
        assertThat(ledger.ledger().add(mail, key)).isTrue();
        mail.getMessage().setHeader(Ses2Constants.MESSAGE_ID, "m");
        ledger.ledger().confirm(mail, key);
    }

    /** Claims the mail, lets the attempt fail, and returns its exchange. */
    private Exchange attempted(String key, Exception failure) {
        return attempt(ledger, key, failure);
    }

    private Exchange attempt(LedgerInMemory kept, String key, Exception failure) {
        Exchange mail = mail(key);
        assertThat(kept.ledger().add(mail, key)).isTrue();
        mail.setException(failure);
        kept.ledger().remove(mail, key);
        mail.setException(null);
        return mail;
    }

    private Exception fails(String key, Exception failure) {
        return verdict(attempted(key, failure), failure);
    }

    private long delayOf(String key, Exception failure) {
        Exchange mail = attempted(key, failure);
        verdict(mail, failure);
        return mail.getProperty(Exchange.REDELIVERY_DELAY, Long.class);
    }

    private Exception uncertain(LedgerInMemory kept, String key) {
        try {
            kept.ledger().add(mail(key), key);
            throw new AssertionError("claimed");
        } catch (RuntimeException uncertain) {
            return uncertain;
        }
    }

    private Exception verdict(Exchange mail, Exception failure) {
        return verdict(judge, mail, failure);
    }

    /** Returns what the judge throws, null when the mail has ended. */
    private static Exception verdict(MailJudge judge, Exchange mail, Exception failure) {
        mail.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, failure);
        try {
            judge.process(mail);
            return null;
        } catch (Exception verdict) {
            return verdict;
        }
    }

    private static String reason(Exception verdict) {
        assertThat(verdict).isInstanceOf(MailFailedException.class);
        return ((MailFailedException) verdict).reason();
    }

    private double count(String meter) {
        return registry.get(meter).counter().count();
    }

    private static Exception refused() {
        return SesFaults.notSent(new ConnectException("Connection refused"));
    }

    private static Exception throttled() {
        return SesFaults.answer(400, "Throttling", "Rate exceeded");
    }

    private static Exception timedOut() {
        return SesFaults.noAnswer(new SocketTimeoutException("Read timed out"));
    }

    private static Exception paused() {
        return SesFaults.answer(400, "AccountSendingPaused", "Paused");
    }

    private static final class NoHistory implements MailHistory {
        @Override
        public String key(Exchange exchange) {
            return exchange.getExchangeId();
        }

        @Override
        public boolean isSent(Exchange exchange) {
            return false;
        }

        @Override
        public boolean hasFailed(Exchange exchange) {
            return false;
        }
    }
}
