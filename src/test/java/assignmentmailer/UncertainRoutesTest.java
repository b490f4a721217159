package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.ledger.Ledger;
import assignmentmailer.ledger.LedgerInMemory;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.Faults;
import assignmentmailer.mail.SesFaults;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.EndpointInject;
import org.apache.camel.Produce;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.main.junit5.CamelMainTest;
import org.apache.camel.test.main.junit5.ReplaceInRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the routes do about an outcome that nobody knows, where {@code mail.when-uncertain} is {@code hold}. */
@TestInstance(Lifecycle.PER_CLASS)
@CamelMainTest(
        mainClass = AssignmentMailer.class,
        propertyPlaceholderLocations = "file:application.properties",
        properties = {
            "camel.main.routesIncludePattern=file:routes/*.camel.yaml",
            "camel.management.enabled=false",
            "mail.from=" + SesFaults.SENDER,
            "mail.reply-to=hr@example.com",
            "mail.retry-delay=1",
            "mail.retry-delay-limit=2",
            "mail.max-rate=1000",
            "dead-letter.uri=mock:dead-letters"
        },
        replaceRouteFromWith = "send-assignment=direct:stream",
        mockEndpointsAndSkip = "aws2-ses:.*")
class UncertainRoutesTest {
    @ReplaceInRegistry
    private final Ledger mailLedger = LedgerInMemory.create(
            WhenUncertain.HOLD, failure -> MailingBeans.toLedger(new Faults(SesFaults.SENDER).ownerOf(failure)));

    @Produce("direct:stream")
    private ProducerTemplate stream;

    @EndpointInject("mock:aws2-ses:mail.from")
    private MockEndpoint ses;

    @EndpointInject("mock:dead-letters")
    private MockEndpoint deadLetters;

    /** Until SES took a first mail, there is only one a second. */
    @BeforeEach
    void proveTheAccountAndForget() {
        ses.reset();
        stream.sendBody(Records.insert(Records.image()));
        ses.reset();
        deadLetters.reset();
    }

    @ParameterizedTest
    @MethodSource("assignmentmailer.FaultRoutesTest#unknown")
    void deadLettersWhatNobodyKnowsWithoutMailingAgain(SdkException failure) throws Exception {
        Map<String, AttributeValue> image = Records.image();
        image.put("id", Records.text(UUID.randomUUID().toString()));
        ses.whenAnyExchangeReceived(exchange -> {
            throw failure;
        });

        stream.sendBody(Records.insert(image));
        stream.sendBody(Records.insert(image));

        assertThat(ses.getReceivedCounter()).isEqualTo(1);
        assertThat(deadLetters.getExchanges()).hasSize(2).allSatisfy(letter -> assertThat(new ObjectMapper()
                        .readTree(letter.getMessage().getBody(byte[].class))
                        .get("reason")
                        .asText())
                .isEqualTo("uncertain"));
    }
}
