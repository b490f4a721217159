package assignmentmailer.mail.account;

import java.util.List;
import software.amazon.awssdk.services.ses.model.GetSendQuotaResponse;

/**
 * The account's send quota, as reported by SES.
 *
 * @param perSecond mails per second
 * @param perDay mails in 24 hours, infinite without a limit
 * @param sent mails in the last 24 hours
 */
public record SendQuota(double perSecond, double perDay, double sent) {
    /** The shares of the daily quota, from 0 to 1, from which on its use is a warning, the highest first. */
    static final List<Double> WARN_AT = List.of(0.95, 0.80);

    /** Returns the quota assumed until SES answers. */
    static SendQuota unlimited(double perSecond) {
        return new SendQuota(perSecond, Double.POSITIVE_INFINITY, 0);
    }

    public static SendQuota of(GetSendQuotaResponse response) {
        double perDay = response.max24HourSend();
        return new SendQuota(
                response.maxSendRate(), perDay < 0 ? Double.POSITIVE_INFINITY : perDay, response.sentLast24Hours());
    }

    /** Returns the mails left, infinite without a limit. */
    double left() {
        return Math.max(0, perDay - sent);
    }

    /** Returns whether no mail may be sent now. */
    public boolean isUsedUp() {
        return left() < 1 || perSecond <= 0;
    }

    /** Returns the used share of the daily quota, from 0 to 1. */
    public double used() {
        return perDay == 0 ? 1 : sent / perDay;
    }

    /** Returns whether so much of the daily quota is used that the service warns. */
    public boolean isNearlyUsedUp() {
        return WARN_AT.stream().anyMatch(share -> used() >= share);
    }

    @Override
    public String toString() {
        return "The account may send %s mails a second, and %s"
                .formatted(
                        perSecond,
                        Double.isInfinite(perDay)
                                ? "any number a day"
                                : "%.0f a day, of which %.0f are left".formatted(perDay, left()));
    }
}
