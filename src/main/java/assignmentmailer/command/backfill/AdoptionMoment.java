package assignmentmailer.command.backfill;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkResponse;

/**
 * Finds the moment at which an adoption begins, by DynamoDB's own clock. Records have whole seconds, rounded down, of the
 * clocks of DynamoDB's servers, which differ by less than a second. So that no record of an item from before is as late as
 * the moment, and none of an item that the table gets during the scan is earlier, it is a whole second to come, and the scan
 * begins a second after it.
 */
final class AdoptionMoment {
    /** One for the second that has begun, one for clocks that are ahead. */
    private static final Duration UNTIL_MOMENT = Duration.ofSeconds(2);

    /** For clocks that are behind. */
    private static final Duration UNTIL_SCAN = Duration.ofSeconds(1);

    private static final Duration BETWEEN = Duration.ofMillis(100);

    private AdoptionMoment() {}

    /**
     * Returns the moment once it is a second ago.
     *
     * @param call any call that DynamoDB answers
     */
    static Instant await(Supplier<? extends SdkResponse> call, Pause pause) throws InterruptedException {
        Instant moment = time(call.get()).plus(UNTIL_MOMENT);
        while (time(call.get()).isBefore(moment.plus(UNTIL_SCAN))) {
            pause.sleep(BETWEEN);
        }
        return moment;
    }

    private static Instant time(SdkResponse answer) {
        return answer.sdkHttpResponse()
                .firstMatchingHeader("Date")
                .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant())
                .orElseThrow(
                        () -> new IllegalStateException(
                                "DynamoDB's answers have no Date, by which records are told apart: call it without the proxy that removes it"));
    }
}
