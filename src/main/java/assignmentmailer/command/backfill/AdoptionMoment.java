package assignmentmailer.command.backfill;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkResponse;

/**
 * Finds the moment at which an adoption begins: a whole second of DynamoDB's own clock that has just begun. Records have
 * whole seconds of that clock, rounded down, so that each is either before the moment, and its item in the table by now, or
 * not.
 */
final class AdoptionMoment {
    private static final Duration BETWEEN = Duration.ofMillis(50);

    private AdoptionMoment() {}

    /** @param call any call that DynamoDB answers */
    static Instant await(Supplier<? extends SdkResponse> call, Pause pause) throws InterruptedException {
        Instant first = time(call.get());
        Instant now = first;
        while (!now.isAfter(first)) {
            pause.sleep(BETWEEN);
            now = time(call.get());
        }
        return now;
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
