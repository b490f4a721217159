package assignmentmailer.mail;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps count of what the account may still send: what SES told last, and what was sent since. */
final class AccountQuota {
    private static final Logger LOG = LoggerFactory.getLogger(AccountQuota.class);
    private static final double[] WARN_AT = {0.95, 0.80};

    private final Supplier<SendQuota> source;
    private volatile SendQuota quota;
    private volatile boolean asked;
    private boolean refused;
    private double warnedAt;

    /**
     * @param source asks SES
     * @param fallback mails a second as long as SES does not tell
     */
    AccountQuota(Supplier<SendQuota> source, double fallback) {
        this.source = source;
        this.quota = SendQuota.unlimited(fallback);
    }

    /** Asks SES; where it does not tell, what is known stays. */
    void refresh() {
        SendQuota before = quota;
        try {
            SendQuota told = source.get();
            count(told, before);
            refused = false;
        } catch (RuntimeException failure) {
            if (!refused) {
                LOG.warn(
                        "SES does not tell the account's send quota: going on at {} mails a second; allow ses:GetSendQuota, or set mail.max-rate ({})",
                        before.perSecond(),
                        failure.getMessage());
            }
            refused = true;
        }
        asked = true;
    }

    /** Whether SES was asked, whatever it said. */
    boolean isAsked() {
        return asked;
    }

    SendQuota now() {
        return quota;
    }

    /** Counts mails that are sent, or gives them back when negative. */
    synchronized void count(int mails) {
        quota = quota.plus(mails);
        warn();
    }

    private synchronized void count(SendQuota told, SendQuota before) {
        if (told.perSecond() != before.perSecond() || told.perDay() != before.perDay()) {
            LOG.info("{}", told);
        }
        double sentWhileAsking = quota.sent() - before.sent();
        quota = told.plus(sentWhileAsking);
        warn();
    }

    private void warn() {
        double mark = 0;
        for (double limit : WARN_AT) {
            mark = mark == 0 && quota.used() >= limit ? limit : mark;
        }
        if (mark > warnedAt) {
            LOG.warn(
                    "{} % of the account's daily quota is used: {} of {} mails are left",
                    Math.round(100 * mark), (long) quota.left(), (long) quota.perDay());
        }
        warnedAt = mark;
    }
}
