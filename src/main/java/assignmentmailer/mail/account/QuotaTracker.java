package assignmentmailer.mail.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Tracks the account's send quota: SES's last answer, and the mails sent since. The daily quota is for a rolling 24
 * hours (SES developer guide, "Service quotas"); without a new answer, both counts expire after 24 hours.
 */
final class QuotaTracker {
    private static final Logger LOG = LoggerFactory.getLogger(QuotaTracker.class);
    private static final Duration DAY = Duration.ofHours(24);

    private final Supplier<SendQuota> source;
    private final IntSupplier copies;
    private final InstantSource clock;
    private final SentMails sent = new SentMails();
    private volatile SendQuota lastAnswer;
    private Instant forgottenAt = Instant.MIN;
    private volatile boolean asked;
    private boolean refused;
    private double warnedAt;

    /**
     * @param source calls GetSendQuota
     * @param fallback mails per second until SES answers
     * @param copies the number of copies of the service that send, this one included
     */
    QuotaTracker(Supplier<SendQuota> source, double fallback, IntSupplier copies, InstantSource clock) {
        this.source = source;
        this.copies = copies;
        this.clock = clock;
        this.lastAnswer = SendQuota.unlimited(fallback);
    }

    /**
     * Asks SES for the quota; without an answer, the known quota stays.
     *
     * @return false when SES cannot be reached or responds with 5xx; true for an answer or a refusal
     */
    boolean refresh() {
        double before = sent();
        try {
            take(source.get(), before);
            refused = false;
            return true;
        } catch (RuntimeException | Error failure) {
            if (!refused) {
                LOG.warn(
                        "The account's send quota cannot be read, assuming {} mails a second: allow ses:GetSendQuota, or set mail.max-rate ({})",
                        lastAnswer.perSecond(),
                        failure.getMessage());
            }
            refused = true;
            return !isOutage(failure);
        } finally {
            asked = true;
        }
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof Error
                || failure instanceof SdkClientException
                || failure instanceof AwsServiceException answer && answer.statusCode() >= 500;
    }

    /** Returns whether SES was asked, answered or not. */
    boolean isAsked() {
        return asked;
    }

    synchronized SendQuota now() {
        SendQuota answered = answered();
        return new SendQuota(answered.perSecond(), answered.perDay(), answered.sent() + sent());
    }

    /** Returns SES's last answer, without its mails when it is older than a day. */
    private SendQuota answered() {
        double before = clock.instant().isBefore(forgottenAt) ? lastAnswer.sent() : 0;
        return new SendQuota(lastAnswer.perSecond(), lastAnswer.perDay(), before);
    }

    /** Returns whether SES would refuse a mail, or fewer mails are left than there are copies. */
    synchronized boolean isUsedUp() {
        return now().isUsedUp() || answered().left() < copies.getAsInt();
    }

    /**
     * Returns the mails that this copy may send until SES answers again: its part of those left at the last answer, since
     * it cannot see what the others send meanwhile.
     */
    synchronized double leftForThisCopy() {
        return answered().left() / copies.getAsInt() - sent();
    }

    /** Returns whether other copies use up the quota as well, so that it must be asked for more often near its end. */
    boolean isShared() {
        return copies.getAsInt() > 1;
    }

    private synchronized double sent() {
        return sent.within24Hours(clock.instant());
    }

    /** Counts sent mails; a negative number returns them. */
    synchronized void count(int mails) {
        sent.add(mails, clock.instant());
        warn();
    }

    private synchronized void take(SendQuota answer, double sentBefore) {
        if (answer.perSecond() != lastAnswer.perSecond() || answer.perDay() != lastAnswer.perDay()) {
            LOG.info("{}", answer);
        }
        Instant now = clock.instant();
        double sentWhileAsking = Math.max(0, sent.within24Hours(now) - sentBefore);
        sent.clear();
        sent.add(sentWhileAsking, now);
        lastAnswer = answer;
        forgottenAt = now.plus(DAY);
        warn();
    }

    private void warn() {
        SendQuota now = now();
        double mark = 0;
        for (double limit : SendQuota.WARN_AT) {
            mark = mark == 0 && now.used() >= limit ? limit : mark;
        }
        if (mark > warnedAt) {
            LOG.warn(
                    "{} % of the account's daily quota is used: {} of {} mails are left",
                    Math.round(100 * mark), (long) now.left(), (long) now.perDay());
        }
        warnedAt = mark;
    }
}
