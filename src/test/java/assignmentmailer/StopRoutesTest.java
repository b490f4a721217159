package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.ledger.Fault;
import assignmentmailer.ledger.Ledger;
import assignmentmailer.ledger.LedgerInMemory;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.SesFaults;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.BeanInject;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.Produce;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.main.junit5.CamelMainTest;
import org.apache.camel.test.main.junit5.ReplaceInRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkException;

/** What becomes of a mail that waits, for whatever it is, when the service is told to stop. */
@CamelMainTest(
        mainClass = AssignmentMailer.class,
        propertyPlaceholderLocations = "file:application.properties",
        properties = {
            "camel.main.routesIncludePattern=file:routes/*.camel.yaml",
            "camel.management.enabled=false",
            "mail.from=" + SesFaults.SENDER,
            "mail.reply-to=hr@example.com",
            "mail.retry-delay=30000",
            "mail.probe-interval=100000",
            "dead-letter.uri=mock:dead-letters"
        },
        replaceRouteFromWith = "send-assignment=direct:stream",
        mockEndpointsAndSkip = "aws2-ses:.*")
class StopRoutesTest {
    @ReplaceInRegistry
    private final Ledger mailLedger = LedgerInMemory.create(WhenUncertain.RESEND, failure -> new Fault("some", false));

    @Produce("direct:stream")
    private ProducerTemplate stream;

    @EndpointInject("mock:aws2-ses:mail.from")
    private MockEndpoint ses;

    @EndpointInject("mock:dead-letters")
    private MockEndpoint deadLetters;

    @BeanInject
    private CamelContext context;

    static Stream<SdkException> faultsThatAreWaitedFor() {
        return Stream.of(
                SesFaults.answer(400, "AccountSendingPausedException", "Paused"),
                SesFaults.noAnswer(new ConnectException("Connection refused")),
                SesFaults.answer(500, "InternalFailure", "Internal"));
    }

    @ParameterizedTest
    @MethodSource("faultsThatAreWaitedFor")
    void isLeftUnacknowledgedAtOnceAndNotDeadLettered(SdkException failure) throws Exception {
        ses.whenAnyExchangeReceived(exchange -> {
            throw failure;
        });
        CompletableFuture<Exchange> waiting = stream.asyncSend(
                "direct:stream", exchange -> exchange.getMessage().setBody(Records.insert(Records.image())));
        await().until(() -> ses.getReceivedCounter() == 1);
        await().during(Duration.ofMillis(500)).until(() -> !waiting.isDone());

        context.getShutdownStrategy().setTimeout(30);
        long before = System.nanoTime();
        context.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .as("long before the shutdown would be forced")
                .isLessThan(Duration.ofSeconds(20));
        Exchange left = waiting.get(1, TimeUnit.SECONDS);
        assertThat(left.getException()).isNotNull();
        assertThat(deadLetters.getReceivedCounter()).isZero();
    }
}
