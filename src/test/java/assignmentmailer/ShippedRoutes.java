package assignmentmailer;

import assignmentmailer.ledger.Ledger;
import assignmentmailer.ledger.LedgerInMemory;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.FaultClassifier;
import assignmentmailer.mail.SesFaults;
import assignmentmailer.mail.account.MailingHold;
import assignmentmailer.mail.account.SendLimiter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.BeanInject;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.Produce;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.test.main.junit5.CamelMainTest;
import org.apache.camel.test.main.junit5.ReplaceInRegistry;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.ses.SesClient;

/** The shipped routes with mocked endpoints, fed by a test instead of the stream. */
@CamelMainTest(
        mainClass = AssignmentMailer.class,
        propertyPlaceholderLocations = "file:application.properties",
        properties = {
            "camel.main.routesIncludePattern=file:routes/*.camel.yaml",
            "camel.management.enabled=false",
            "mail.from=Recruiting <" + SesFaults.SENDER + ">",
            "mail.reply-to=hr@example.com",
            "mail.retry-delay=1",
            "mail.retry-delay-limit=2",
            "mail.probe-interval=20",
            "mail.max-rate=1000",
            "dead-letter.uri=mock:dead-letters",
            "replay.enabled=false"
        },
        replaceRouteFromWith = "send-assignment=direct:stream",
        mockEndpointsAndSkip = "aws2-ses:.*")
abstract class ShippedRoutes {
    final LedgerInMemory ledger;

    @ReplaceInRegistry
    private final Ledger mailLedger;

    @ReplaceInRegistry
    private final SesClient sesClient = ScriptedSes.ampleQuota();

    final ScriptedSes script = new ScriptedSes();

    @Produce("direct:stream")
    ProducerTemplate stream;

    @EndpointInject("mock:aws2-ses:mail.from")
    MockEndpoint ses;

    @EndpointInject("mock:dead-letters")
    MockEndpoint deadLetters;

    @BeanInject
    CamelContext context;

    @BeanInject
    MailingHold hold;

    @BeanInject
    SendLimiter limiter;

    /** Decides before each ledger write whether it fails. */
    BooleanSupplier ledgerFails = () -> false;

    Deliveries deliveries;

    ShippedRoutes(WhenUncertain whenUncertain) {
        FaultClassifier classifier = new FaultClassifier(SesFaults.SENDER);
        ledger = LedgerInMemory.create(
                whenUncertain,
                failure -> MailConfiguration.noteOf(classifier, failure),
                () -> ledgerFails.getAsBoolean());
        mailLedger = ledger.ledger();
    }

    @BeforeEach
    void answer() {
        ses.reset();
        deadLetters.reset();
        script.takeAll();
        script.answerAt(ses);
        deliveries = new Deliveries(stream);
    }

    /** Makes each mail fail this way between rendering and claim. */
    void failBeforeTheSending(Throwable failure) throws Exception {
        AdviceWith.adviceWith(context, "mail-assignment", route -> route.weaveById("compose-mail")
                .before()
                .process(exchange -> ScriptedSes.failing(failure).process(exchange)));
    }

    /** Returns the reasons of the kept dead letters. */
    List<String> reasons() throws IOException {
        return letters().stream().map(letter -> letter.get("reason").asText()).toList();
    }

    List<JsonNode> letters() throws IOException {
        List<JsonNode> letters = new ArrayList<>();
        for (Exchange exchange : deadLetters.getExchanges()) {
            letters.add(new ObjectMapper().readTree(exchange.getMessage().getBody(byte[].class)));
        }
        return letters;
    }

    HealthCheck.Result readiness(String check) {
        return HealthCheckHelper.invokeReadiness(context).stream()
                .filter(result -> result.getCheck().getId().equals(check))
                .findFirst()
                .orElseThrow();
    }
}
