package assignmentmailer.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.ChangeRecords;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.model.SqsException;

class DeadLetterShortenerTest {
    private static final String WHOLE = "the whole document";

    /** SQS refuses noncharacters, as XML does. */
    private static final String ODD_ID = "c-\uFFFF";

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void leavesOutTheImagesOfALetterThatIsRefusedAndWritesAsciiAlone() throws Exception {
        afterLetter(refusal(400, "InvalidMessageContents"));

        String text = new String(exchange.getMessage().getBody(byte[].class), StandardCharsets.UTF_8);
        JsonNode letter = new ObjectMapper().readTree(text);
        assertThat(exchange.getVariable(DeadLetterShortener.SHORTENED)).isEqualTo(true);
        assertThat(text).matches("\\p{ASCII}+");
        assertThat(letter.at("/record/dynamodb/Keys/id/S").asText()).isEqualTo(ODD_ID);
        assertThat(letter.at("/record/dynamodb/NewImage").isMissingNode()).isTrue();
        assertThat(letter.path("reason").asText()).isEqualTo("unexpected");
    }

    @Test
    void leavesALetterWholeThatAShorterOneWouldNotHelp() throws Exception {
        for (Exception failure : new Exception[] {
            refusal(403, "AccessDenied"),
            refusal(500, "InternalError"),
            refusal(400, "ThrottlingException"),
            new IOException("No space left on device")
        }) {
            afterLetter(failure);

            assertThat(exchange.getVariable(DeadLetterShortener.SHORTENED)).isNull();
            assertThat(exchange.getMessage().getBody()).isEqualTo(WHOLE);
        }
    }

    private void afterLetter(Exception failure) throws Exception {
        exchange.getMessage().setBody(ChangeRecords.insert(ODD_ID, "jane@example.com"));
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException("a bug"));
        new DeadLetterProcessor(() -> Instant.parse("2026-11-25T12:00:00Z")).process(exchange);
        exchange.getMessage().setBody(WHOLE);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new CamelExecutionException("wrapped", exchange, failure));

        new DeadLetterShortener().process(exchange);
    }

    private static Exception refusal(int status, String code) {
        return (Exception) SqsException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }
}
