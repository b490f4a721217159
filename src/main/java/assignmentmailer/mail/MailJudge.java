package assignmentmailer.mail;

import assignmentmailer.candidate.BadRecordException;
import assignmentmailer.ledger.AwaitingEventException;
import assignmentmailer.ledger.ClaimedElsewhereException;
import assignmentmailer.ledger.FailureHistory;
import assignmentmailer.ledger.Ledger;
import assignmentmailer.ledger.LedgerRefusedException;
import assignmentmailer.ledger.LedgerUnavailableException;
import assignmentmailer.ledger.UncertainException;
import assignmentmailer.ledger.UndeliveredException;
import assignmentmailer.mail.MailMeters.Event;
import assignmentmailer.mail.OutcomeWindow.Others;
import assignmentmailer.mail.account.CredentialsException;
import assignmentmailer.mail.account.HoldCause;
import assignmentmailer.mail.account.MailDeferredException;
import assignmentmailer.mail.account.MailExpiredException;
import assignmentmailer.mail.account.MailingHold;
import assignmentmailer.mail.account.NanoClock;
import assignmentmailer.mail.account.Probe;
import assignmentmailer.mail.account.SendLimiter;
import freemarker.template.TemplateException;
import java.io.Serial;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.ses.Ses2Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how a failed mail is handled, by the outcomes of the other mails tried within the last minute: a failure
 * counts against a mail only when SES accepted most of the others; otherwise all mailing is held.
 *
 * <p>In a route, this processor handles the caught exception and throws the verdict: {@link MailFailedException},
 * {@link MailDeferredException}, or the caught exception itself when it concerns no attempt.
 */
public final class MailJudge implements Processor {
    /** The exchange variables with a mail's ledger key, and with the attempts that its dead letter reports. */
    public static final String KEY = "key";

    public static final String ATTEMPTS = "attempts";
    public static final String FIRST_FAILURE = "firstFailure";

    private static final Logger LOG = LoggerFactory.getLogger(MailJudge.class);

    private final FaultClassifier classifier;
    private final Supplier<Ledger> ledger;
    private final MailingHold hold;
    private final SendLimiter limiter;
    private final Probe probe;
    private final RetryPolicy policy;
    private final MailMeters meters;
    private final NanoClock clock;
    private final FailingMails failing;
    private final OutcomeWindow window;

    /**
     * @param ledger resolved whenever a failure is counted
     * @param window also contains the outcomes of probes
     */
    public MailJudge(
            FaultClassifier classifier,
            Supplier<Ledger> ledger,
            MailingHold hold,
            SendLimiter limiter,
            Probe probe,
            RetryPolicy policy,
            MailMeters meters,
            FailingMails failing,
            OutcomeWindow window,
            NanoClock clock) {
        this.classifier = classifier;
        this.ledger = ledger;
        this.hold = hold;
        this.limiter = limiter;
        this.probe = probe;
        this.policy = policy;
        this.meters = meters;
        this.failing = failing;
        this.window = window;
        this.clock = clock;
    }

    /** Records that a mail was sent, now or earlier. */
    public void succeeded(Exchange exchange) {
        String key = keyOf(exchange);
        failing.ended(key);
        if (exchange.getProperty(ExchangePropertyKey.DUPLICATE_MESSAGE, false, Boolean.class)) {
            meters.count(Event.PASSED_OVER);
            limiter.passedOver(exchange);
        } else {
            meters.count(Event.SENT);
            window.note(key, true, clock.nanos());
            limiter.taken(exchange);
        }
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Exception caught = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        if (caught instanceof BadRecordException || caught instanceof TemplateException) {
            limiter.notTried(exchange);
            throw new MailFailedException("bad-record", caught);
        }
        if (exchange.getContext().isStopping()) {
            throw leftForTheNextStart(caught);
        }
        Exception verdict = unlessExpired(exchange, verdictOn(exchange, caught));
        if (verdict instanceof SentBeforeException) {
            meters.count(Event.PASSED_OVER);
            limiter.passedOver(exchange);
            failing.ended(keyOf(exchange));
            return;
        }
        if (verdict instanceof MailDeferredException deferred) {
            meters.count(Event.RETRY);
            exchange.setProperty(Exchange.REDELIVERY_DELAY, deferred.delay().toMillis());
        } else if (verdict instanceof MailFailedException) {
            setAttemptVariables(exchange);
            failing.ended(keyOf(exchange));
        } else if (!(verdict instanceof LedgerUnavailableException)) {
            failing.ended(keyOf(exchange));
        }
        throw verdict;
    }

    /** A failure during a stop may be caused by the stop, such as by a closed client: it does not count against the mail. */
    private static Exception leftForTheNextStart(Exception caught) {
        // without the failure as its cause, whose clause in the failure policy would match first
        Exception left = new RejectedExecutionException("The service is stopping");
        left.addSuppressed(caught);
        return left;
    }

    /** Replaces a verdict to wait by a dead letter when the stream is about to forget the record. */
    private Exception unlessExpired(Exchange exchange, Exception verdict) {
        boolean waits = verdict instanceof MailDeferredException || verdict instanceof LedgerUnavailableException;
        boolean isExpired = verdict instanceof MailExpiredException || waits && hold.isExpired(exchange);
        if (!isExpired || isSentOrBeingSent(exchange, verdict)) {
            return verdict;
        }
        boolean maybeSent =
                failures(exchange).filter(FailureHistory::isUncertain).isPresent();
        // Not the verdict itself: Camel would match its onException clause before that of the wrapping exception.
        Exception expired = verdict instanceof MailExpiredException
                ? verdict
                : new MailExpiredException("The stream forgets the record within an hour: " + verdict.getMessage());
        return new MailFailedException(maybeSent ? "uncertain" : "expired", expired);
    }

    /** Returns whether the record waits only for its receipt to be recorded, or for another worker's claim to end. */
    private boolean isSentOrBeingSent(Exchange exchange, Exception verdict) {
        if (!(verdict instanceof LedgerUnavailableException)) {
            return verdict.getCause() instanceof ClaimedElsewhereException;
        }
        try {
            return ledger.get().isSent(keyOf(exchange));
        } catch (LedgerUnavailableException | LedgerRefusedException unknown) {
            LOG.debug("The ledger cannot be read for whether {} was sent", keyOf(exchange), unknown);
            return false;
        }
    }

    private void setAttemptVariables(Exchange exchange) {
        failures(exchange).ifPresent(failures -> {
            exchange.setVariable(ATTEMPTS, failures.attempts());
            exchange.setVariable(FIRST_FAILURE, failures.first());
        });
    }

    /**
     * Returns the mail's failures; empty when the ledger is unavailable, since a dead letter without them is better
     * than none.
     */
    private Optional<FailureHistory> failures(Exchange exchange) {
        try {
            return ledger.get().failures(exchange, keyOf(exchange));
        } catch (LedgerUnavailableException | LedgerRefusedException unknown) {
            LOG.debug("The ledger cannot be read for the attempts of {}", keyOf(exchange), unknown);
            return Optional.empty();
        }
    }

    private Exception verdictOn(Exchange exchange, Exception caught) {
        if (caught instanceof MailExpiredException || caught instanceof MailDeferredException) {
            return caught;
        }
        if (caught instanceof LedgerUnavailableException) {
            limiter.notTried(exchange);
            return caught;
        }
        if (caught instanceof ClaimedElsewhereException) {
            limiter.notTried(exchange);
            return deferred(exchange, caught);
        }
        if (caught instanceof AwaitingEventException awaiting) {
            limiter.notTried(exchange);
            // neither a failure nor without an end: the mail gives its place back, and is sent again once the wait is
            // over
            return new MailDeferredException(awaiting.getMessage(), awaiting.left(), awaiting);
        }
        if (caught instanceof UndeliveredException) {
            limiter.notTried(exchange);
            return new MailFailedException("bounced", caught);
        }
        if (caught instanceof UncertainException uncertain) {
            limiter.notTried(exchange);
            return verdictOnUncertain(exchange, uncertain);
        }
        Throwable failure = errorIn(caught);
        boolean isAttempted = ledger.get().isAttempted(exchange, keyOf(exchange));
        if (!isAttempted) {
            limiter.notTried(exchange);
        }
        if (caught instanceof CredentialsException && !isAttempted) {
            // credentials that sign links: mails without a link can be sent
            return deferred(exchange, caught);
        }
        boolean isToBeJudged = FaultClassifier.isOfTheCall(failure)
                || failure instanceof Error
                || failure instanceof LedgerRefusedException
                || isAttempted;
        if (!isToBeJudged) {
            return caught;
        }
        return verdictOnFailure(exchange, caught, failure);
    }

    private Exception verdictOnUncertain(Exchange exchange, UncertainException uncertain) {
        if (uncertain.isFinal()) {
            return new MailFailedException("uncertain", uncertain);
        }
        Others others = hold.isHeld() ? Others.MOSTLY_FAILED : othersOrProbe(keyOf(exchange));
        return others == Others.MOSTLY_TAKEN
                ? new MailFailedException("uncertain", uncertain)
                : deferred(exchange, uncertain);
    }

    private Exception verdictOnFailure(Exchange exchange, Exception caught, Throwable failure) {
        String key = keyOf(exchange);
        Fault fault = faultOf(exchange, failure);
        if (fault.uncertain()) {
            meters.count(Event.UNCERTAIN);
        }
        if (fault.owner() == FaultOwner.NONE) {
            slowDown(failure);
            return deferred(exchange, caught);
        }
        if (fault.owner() == FaultOwner.MAIL_OR_EVERYBODY) {
            window.note(key, false, clock.nanos());
        } else if (fault.owner() == FaultOwner.MAIL) {
            window.noteRefused(key, clock.nanos());
        }
        if (hold.isHeld()) {
            return verdictWhileHeld(exchange, caught, failure, fault);
        }
        if (fault.owner() == FaultOwner.ACCOUNT && !isOnlyThisMails(key)) {
            hold.begin(HoldCause.ACCOUNT, describe(failure), exchange);
            return deferred(exchange, caught);
        }
        return switch (othersOrProbe(key)) {
            case MOSTLY_TAKEN -> counted(exchange, caught, failure, fault);
            case NONE_TRIED -> deferred(exchange, caught);
            case MOSTLY_FAILED -> {
                hold.begin(HoldCause.OUTAGE, describe(failure), exchange);
                yield deferred(exchange, caught);
            }
        };
    }

    /** Judges a mail that fails during a hold as usual once SES accepts one probe after another. */
    private Exception verdictWhileHeld(Exchange exchange, Exception caught, Throwable failure, Fault fault) {
        if (fault.owner() == FaultOwner.ACCOUNT) {
            hold.begin(HoldCause.ACCOUNT, describe(failure), exchange);
            return deferred(exchange, caught);
        }
        if (!limiter.isProbeTaken() || window.others(keyOf(exchange), clock.nanos()) != Others.MOSTLY_TAKEN) {
            return deferred(exchange, caught);
        }
        limiter.resume();
        return counted(exchange, caught, failure, fault);
    }

    /**
     * Returns whether an account fault is in truth this mail's: it began a hold before, and SES accepts most other
     * mails.
     */
    private boolean isOnlyThisMails(String key) {
        return failing.held(key) && window.others(key, clock.nanos()) == Others.MOSTLY_TAKEN;
    }

    /**
     * Returns the outcome of the other mails; where none was tried, or the latest all failed, the outcome of a probe.
     */
    private Others othersOrProbe(String key) {
        Others others = window.others(key, clock.nanos());
        if (others == Others.MOSTLY_FAILED || others == Others.MOSTLY_TAKEN && !window.isLosing(key, clock.nanos())) {
            return others;
        }
        Probe.Result result = probe.send();
        if (result == Probe.Result.THROTTLED) {
            return Others.NONE_TRIED;
        }
        return result == Probe.Result.TAKEN ? Others.MOSTLY_TAKEN : Others.MOSTLY_FAILED;
    }

    private Exception counted(Exchange exchange, Exception caught, Throwable failure, Fault fault) {
        if (fault.owner() == FaultOwner.MAIL) {
            return new MailFailedException("rejected", caught);
        }
        FailureHistory failures;
        try {
            failures = ledger.get().count(exchange, keyOf(exchange), FaultClassifier.codeOf(failure));
        } catch (LedgerUnavailableException uncounted) {
            return uncounted;
        } catch (LedgerRefusedException uncounted) {
            return new MailFailedException("unexpected", caught);
        }
        if (failures.isSent()) {
            return new SentBeforeException();
        }
        if (failures.counted() <= policy.retries()) {
            return deferred(exchange, caught);
        }
        if (failures.isUncertain()) {
            return new MailFailedException("uncertain", failure);
        }
        return new MailFailedException(FaultClassifier.isOfTheCall(failure) ? "exhausted" : "unexpected", failure);
    }

    private Fault faultOf(Exchange exchange, Throwable failure) {
        if (failure instanceof LedgerRefusedException) {
            return new Fault(FaultOwner.MAIL_OR_EVERYBODY, false);
        }
        String recipient = exchange.getMessage().getHeader(Ses2Constants.TO, "", String.class);
        return classifier.classify(failure, recipient);
    }

    private void slowDown(Throwable failure) {
        if (FaultClassifier.isTooFast(failure)) {
            limiter.slowDown();
        }
    }

    private MailDeferredException deferred(Exchange exchange, Exception cause) {
        int times = failing.failed(keyOf(exchange));
        return new MailDeferredException(
                String.valueOf(cause.getMessage()),
                policy.delayAfter(
                        times, hold.isHeld(), ThreadLocalRandom.current().nextDouble()),
                cause);
    }

    /** Returns SES's message without the request id and without e-mail addresses. */
    private static String describe(Throwable failure) {
        return Redaction.of(FaultClassifier.describe(failure));
    }

    /** Unwraps an Error that Camel wrapped in an exception. */
    private static Throwable errorIn(Exception caught) {
        return Stream.<Throwable>iterate(caught, t -> t != null, Throwable::getCause)
                .filter(Error.class::isInstance)
                .findFirst()
                .orElse(caught);
    }

    private static String keyOf(Exchange exchange) {
        return exchange.getVariable(KEY, "", String.class);
    }

    /** Passes over a mail that was sent before: a new failure before its claim does not matter. */
    private static final class SentBeforeException extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;
    }
}
