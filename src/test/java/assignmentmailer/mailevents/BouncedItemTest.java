package assignmentmailer.mailevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import assignmentmailer.LogLines;
import assignmentmailer.ledger.MailEventKind;
import assignmentmailer.mail.account.MailDeferredException;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

class BouncedItemTest {
    private static Exchange bounced() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable(
                MailEventReader.EVENT,
                SesEvent.of(
                        MailEventKind.BOUNCE_PERMANENT,
                        "candidates/c-1",
                        "abcdef",
                        "m-1",
                        Instant.parse("2026-11-25T08:00:00Z"),
                        "jane@example.com",
                        ""));
        return exchange;
    }

    private static BouncedItem refusedWith(String code) {
        return new BouncedItem(() -> new RefusingTable(code), "candidates");
    }

    /** Our account's fault, not this item's: without the wait, the bounce would be noted and its letter missing for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"ExpiredTokenException", "UnrecognizedClientException", "ThrottlingException"})
    void theLetterWaitsForWhatMayBeMended(String code) {
        BouncedItem item = refusedWith(code);

        assertThatExceptionOfType(MailDeferredException.class).isThrownBy(() -> item.process(bounced()));
    }

    @Test
    void saysThatItMayNotReadTheTable() {
        Exchange exchange = bounced();

        try (LogLines log = new LogLines(BouncedItem.class)) {
            refusedWith("AccessDeniedException").process(exchange);

            assertThat(log.warnings()).singleElement().asString().contains("allow dynamodb:DescribeTable");
        }
        assertThat(exchange.getMessage().getBody()).isNull();
    }

    /** A table that refuses each call with the status 400. */
    private record RefusingTable(String code) implements DynamoDbClient {
        @Override
        public DescribeTableResponse describeTable(DescribeTableRequest request) {
            throw DynamoDbException.builder()
                    .statusCode(400)
                    .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
