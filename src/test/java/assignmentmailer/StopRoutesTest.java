package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.candidate.BadRecordException;
import assignmentmailer.ledger.AttemptFault;
import assignmentmailer.ledger.FailureNote;
import assignmentmailer.ledger.Ledger;
import assignmentmailer.ledger.LedgerInMemory;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.SesFaults;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.BeanInject;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.Produce;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.main.junit5.CamelMainTest;
import org.apache.camel.test.main.junit5.ReplaceInRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ses.SesClient;

/** Waiting mails when the service is stopped. */
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
            "dead-letter.uri=mock:dead-letters",
            "replay.enabled=false"
        },
        replaceRouteFromWith = "send-assignment=direct:stream",
        mockEndpointsAndSkip = "aws2-ses:.*")
class StopRoutesTest {
    @ReplaceInRegistry
    private final Ledger mailLedger = LedgerInMemory.create(
                    WhenUncertain.RESEND, failure -> new FailureNote("some", AttemptFault.EVERYBODY))
            .ledger();

    @ReplaceInRegistry
    private final SesClient sesClient = ScriptedSes.ampleQuota();

    @Produce("direct:stream")
    private ProducerTemplate stream;

    @EndpointInject("mock:aws2-ses:mail.from")
    private MockEndpoint ses;

    @EndpointInject("mock:dead-letters")
    private MockEndpoint deadLetters;

    @BeanInject
    private CamelContext context;

    @Test
    void isLeftUnacknowledgedAtOnceAndNotDeadLettered() throws Exception {
        ScriptedSes script = new ScriptedSes();
        script.all(ScriptedSes.failing(SesFaults.answer(400, "AccountSendingPausedException", "Paused")));
        script.answerAt(ses);
        Deliveries deliveries = new Deliveries(stream);
        assertThat(deliveries
                        .once(ChangeRecords.insert("c-1", "one@example.com"))
                        .getException())
                .isNotNull();
        CompletableFuture<Exchange> waiting =
                CompletableFuture.supplyAsync(() -> deliveries.once(ChangeRecords.insert("c-2", "two@example.com")));
        await().during(Duration.ofMillis(500)).until(() -> !waiting.isDone());

        context.getShutdownStrategy().setTimeout(30);
        long before = System.nanoTime();
        context.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .as("long before the shutdown would be forced")
                .isLessThan(Duration.ofSeconds(20));
        assertThat(waiting.get(1, TimeUnit.SECONDS).getException()).isNotNull();
        assertThat(deadLetters.getReceivedCounter()).isZero();
    }

    static Stream<Throwable> unforeseen() {
        return Stream.of(
                new IllegalStateException("Connection pool shut down"), new NoClassDefFoundError("some/Class"));
    }

    @ParameterizedTest
    @MethodSource("unforeseen")
    void whateverFailsBecauseOfTheStopIsLeftForTheNextStart(Throwable failure) throws Exception {
        Exchange exchange = failingAtTheStop("await-turn", failure);

        assertThat(exchange.getException()).isNotNull();
        assertThat(deadLetters.getReceivedCounter()).isZero();
    }

    @Test
    void aBadRecordIsOneDuringAStopToo() throws Exception {
        failingAtTheStop("compose-mail", new BadRecordException("no candidate"));

        assertThat(new ObjectMapper()
                        .readTree(deadLetters.getExchanges().get(0).getMessage().getBody(byte[].class))
                        .get("reason")
                        .asText())
                .isEqualTo("bad-record");
    }

    /** Delivers a record whose step fails so once the service is stopping. */
    private Exchange failingAtTheStop(String step, Throwable failure) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AdviceWith.adviceWith(context, "mail-assignment", route -> route.weaveById(step)
                .before()
                .process(exchange -> {
                    begun.countDown();
                    await().until(context::isStopping);
                    ScriptedSes.failing(failure).process(exchange);
                }));
        CompletableFuture<Exchange> delivered = CompletableFuture.supplyAsync(
                () -> new Deliveries(stream).once(ChangeRecords.insert("c-1", "one@example.com")));
        begun.await();
        context.stop();
        return delivered.get(1, TimeUnit.SECONDS);
    }
}
