package assignmentmailer.mail.account;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ses.model.GetSendStatisticsResponse;
import software.amazon.awssdk.services.ses.model.SendDataPoint;

/**
 * How many of the account's mails of the last 24 hours bounced, or were reported as spam. AWS reviews an account at 5 %
 * bounces or 0.1 % complaints, and may pause it at twice and five times as much (SES developer guide, "Using reputation
 * metrics").
 */
public record Reputation(long sent, long bounces, long complaints) {
    static final Reputation UNKNOWN = new Reputation(0, 0, 0);

    /** Of fewer mails, a few bounces say nothing. */
    static final long ENOUGH = 500;

    static final Duration WINDOW = Duration.ofHours(24);
    private static final double WARN_AT = 0.025;

    /** AWS's limits for complaints are a fiftieth of those for bounces. */
    private static final double OF_COMPLAINTS = 1.0 / 50;

    /** @param answer a data point for each 15 minutes of the last two weeks in which mails were sent */
    public static Reputation of(GetSendStatisticsResponse answer, Instant now) {
        List<SendDataPoint> points = answer.sendDataPoints().stream()
                .filter(point -> point.timestamp() != null && point.timestamp().isAfter(now.minus(WINDOW)))
                .toList();
        return new Reputation(
                sum(points, point -> orZero(point.deliveryAttempts())),
                sum(points, point -> orZero(point.bounces())),
                sum(points, point -> orZero(point.complaints())));
    }

    private static long sum(List<SendDataPoint> points, ToLongFunction<SendDataPoint> number) {
        return points.stream().mapToLong(number).sum();
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }

    /** Returns the share of mails that bounced, 0 to 1. */
    public double bounceRate() {
        return sent == 0 ? 0 : (double) bounces / sent;
    }

    /** Returns the share of mails that were reported as spam, 0 to 1. */
    public double complaintRate() {
        return sent == 0 ? 0 : (double) complaints / sent;
    }

    boolean isWorthAWarning() {
        return exceeds(WARN_AT);
    }

    /**
     * Returns why no mail should be sent, empty while all may.
     *
     * @param bounceRate at which none should, and at a fiftieth of it in complaints
     */
    Optional<String> refusal(OptionalDouble bounceRate) {
        return bounceRate.isPresent() && exceeds(bounceRate.getAsDouble())
                ? Optional.of(
                        "%s, and mail-events.hold-at is %s: find out why, before AWS pauses the account; mailing resumes below it, or with a higher one"
                                .formatted(this, percent(bounceRate.getAsDouble())))
                : Optional.empty();
    }

    private boolean exceeds(double bounceLimit) {
        return sent >= ENOUGH && (bounceRate() >= bounceLimit || complaintRate() >= bounceLimit * OF_COMPLAINTS);
    }

    @Override
    public String toString() {
        return "%s bounces and %s complaints among the account's %d mails of 24 hours"
                .formatted(percent(bounceRate()), percent(complaintRate()), sent);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
