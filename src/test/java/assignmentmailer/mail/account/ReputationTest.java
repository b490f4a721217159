package assignmentmailer.mail.account;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.LogLines;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ses.model.GetSendStatisticsResponse;
import software.amazon.awssdk.services.ses.model.SendDataPoint;

class ReputationTest {
    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

    private final FakeClock clock = new FakeClock();
    private Reputation told = new Reputation(0, 0, 0);
    private boolean isAnswered = true;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ReputationWatch watch = new ReputationWatch(
            new DefaultCamelContext(), () -> told, OptionalDouble.of(0.04), () -> Optional.of(meters), clock);

    private static SendDataPoint point(Duration age, long sent, long bounces, long complaints) {
        return SendDataPoint.builder()
                .timestamp(NOW.minus(age))
                .deliveryAttempts(sent)
                .bounces(bounces)
                .complaints(complaints)
                .build();
    }

    @Test
    void countsTheMailsOf24Hours() {
        Reputation reputation = Reputation.of(
                GetSendStatisticsResponse.builder()
                        .sendDataPoints(
                                point(Duration.ofMinutes(5), 100, 1, 0),
                                point(Duration.ofHours(23), 300, 7, 2),
                                point(Duration.ofHours(25), 10_000, 5_000, 5_000))
                        .build(),
                NOW);

        assertThat(reputation).isEqualTo(new Reputation(400, 8, 2));
        assertThat(reputation.bounceRate()).isEqualTo(0.02);
        assertThat(reputation.complaintRate()).isEqualTo(0.005);
    }

    @ParameterizedTest
    @CsvSource({"1000, 24, 0, 0", "1000, 25, 0, 1", "10000, 0, 4, 0", "10000, 0, 5, 1", "499, 499, 499, 0"})
    void warnsOfHalfOfWhatAwsReviewsAmongEnoughMails(long sent, long bounces, long complaints, int warnings) {
        told = new Reputation(sent, bounces, complaints);

        try (LogLines log = new LogLines(ReputationWatch.class)) {
            watch.ask();
            watch.ask();

            assertThat(log.warnings()).hasSize(warnings);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 39, 0, false",
        "1000, 40, 0, true",
        "10000, 0, 7, false",
        "10000, 0, 8, true",
        "499, 499, 0, false"
    })
    void refusesMailsAtTheLimitAndAtAFiftiethOfItInComplaints(
            long sent, long bounces, long complaints, boolean refuses) {
        told = new Reputation(sent, bounces, complaints);

        watch.ask();

        assertThat(watch.refusal().isPresent()).isEqualTo(refuses);
    }

    @Test
    void keepsTheLastAnswerAndSaysOnceThatItGetsNone() {
        told = new Reputation(1_000, 100, 0);
        watch.ask();
        ReputationWatch denied = new ReputationWatch(
                new DefaultCamelContext(),
                () -> {
                    throw new IllegalStateException("denied");
                },
                OptionalDouble.empty(),
                Optional::empty,
                clock);

        try (LogLines log = new LogLines(ReputationWatch.class)) {
            denied.ask();
            denied.ask();

            assertThat(log.warnings()).singleElement().asString().contains("allow ses:GetSendStatistics");
        }
        assertThat(denied.refusal()).isEmpty();
        assertThat(watch.refusal()).isPresent();
    }

    /** During a hold no mail is sent: after a day, none of those that bounced is among the mails of 24 hours any more. */
    @Test
    void aHoldDoesNotOutlastTheMailsThatCausedItThoughSesAnswersNoMore() {
        ReputationWatch silent = watch(OptionalDouble.of(0.04));
        told = new Reputation(1_000, 100, 0);
        silent.askIfDue();
        isAnswered = false;

        clock.sleep(Duration.ofHours(24).plusMinutes(1));
        silent.askIfDue();

        assertThat(silent.refusal()).isEmpty();
    }

    /** As where several copies start at once: SES answers one GetSendStatistics a second. */
    @Test
    void asksAgainSoonAfterAQuestionWithoutAnAnswerAndRarelyAfterAnAnswer() {
        ReputationWatch throttled = watch(OptionalDouble.of(0.04));
        isAnswered = false;
        throttled.askIfDue();
        isAnswered = true;
        told = new Reputation(1_000, 100, 0);
        clock.sleep(Duration.ofMinutes(1));
        throttled.askIfDue();
        assertThat(throttled.refusal()).isPresent();
        told = new Reputation(1_000, 0, 0);

        clock.sleep(Duration.ofMinutes(14));
        throttled.askIfDue();

        assertThat(throttled.refusal()).isPresent();
        clock.sleep(Duration.ofMinutes(1));
        throttled.askIfDue();
        assertThat(throttled.refusal()).isEmpty();
    }

    private ReputationWatch watch(OptionalDouble holdAt) {
        return new ReputationWatch(
                new DefaultCamelContext(),
                () -> {
                    if (isAnswered) {
                        return told;
                    }
                    throw new IllegalStateException("Rate exceeded");
                },
                holdAt,
                Optional::empty,
                clock);
    }
}
