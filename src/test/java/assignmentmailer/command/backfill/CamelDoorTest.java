package assignmentmailer.command.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.command.backfill.MailDoor.End;
import assignmentmailer.command.backfill.MailDoor.Ending;
import assignmentmailer.ledger.Ledger;
import assignmentmailer.ledger.OperatorDecision;
import assignmentmailer.mail.account.MailingHold;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.ses.Ses2Constants;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** How the end of an exchange is read; BackfillIT has the shipped routes. */
class CamelDoorTest {
    private static final Record RECORD = Record.builder()
            .dynamodb(StreamRecord.builder()
                    .keys(Map.of("id", AttributeValue.fromS("c-1")))
                    .build())
            .build();
    private static final OperatorDecision DECISION = new OperatorDecision(Optional.empty(), false);

    private final CamelContext context = new DefaultCamelContext();
    private final AtomicReference<Processor> route = new AtomicReference<>(exchange -> {});
    private final AtomicReference<Optional<Instant>> ledgerUnavailableSince = new AtomicReference<>(Optional.empty());
    private CamelDoor door;

    @BeforeEach
    void start() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from(CamelDoor.ROUTE)
                .process(exchange -> route.get().process(exchange)));
        context.start();
        door = new CamelDoor(
                context, new MailingHold(InstantSource.system()), ledgerUnavailableSince::get, context::stop);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private Ending ending(Processor mail) {
        route.set(mail);
        return door.mail(RECORD, DECISION);
    }

    private static void receipt(Exchange exchange) {
        exchange.getMessage().setHeader(Ses2Constants.MESSAGE_ID, "m-1");
    }

    @Test
    void handsRecordAndDecisionOver() {
        Ending ending = ending(exchange -> {
            assertThat(exchange.getMessage().getBody()).isSameAs(RECORD);
            assertThat(exchange.getProperty(Ledger.DECISION)).isSameAs(DECISION);
            receipt(exchange);
        });

        assertThat(ending.end()).isEqualTo(End.MAILED);
    }

    @Test
    void saysThatMailsWaitForTheLedger() {
        assertThat(door.held()).isEmpty();

        ledgerUnavailableSince.set(Optional.of(Instant.parse("2026-11-25T12:00:00Z")));

        assertThat(door.held()).contains("the ledger cannot be written since 2026-11-25T12:00:00Z, and mails wait");
    }

    @Test
    void aMailWithoutAReceiptIsPassedOverAndADuplicateIsToo() {
        assertThat(ending(exchange -> {}).end()).isEqualTo(End.PASSED_OVER);
        assertThat(ending(exchange -> {
                            receipt(exchange);
                            exchange.setProperty(Exchange.DUPLICATE_MESSAGE, true);
                        })
                        .end())
                .isEqualTo(End.PASSED_OVER);
    }

    @Test
    void aMailThatTheLedgerLeavesToAnotherIsLeft() {
        assertThat(ending(exchange -> {
                            exchange.setProperty(Exchange.DUPLICATE_MESSAGE, true);
                            exchange.setProperty(Ledger.LEFT, true);
                        })
                        .end())
                .isEqualTo(End.LEFT);
    }

    @Test
    void aFailureWithADelayWaitsForIt() {
        Ending ending = ending(exchange -> {
            exchange.setProperty(Exchange.REDELIVERY_DELAY, 1_500L);
            throw new IllegalStateException("held");
        });

        assertThat(ending).isEqualTo(new Ending(End.WAITS, "", Duration.ofMillis(1_500)));
    }

    @Test
    void aDeadLetterIsAFailureAndOneThatIsNotKeptSaysWhyWithoutAnAddress() {
        assertThat(ending(exchange -> exchange.setVariable("reason", "rejected")))
                .isEqualTo(new Ending(End.FAILED, "rejected", Duration.ZERO));

        Ending notKept = ending(exchange -> {
            exchange.setVariable("reason", "rejected");
            exchange.setProperty(Exchange.REDELIVERY_DELAY, 1_500L);
            throw new IllegalStateException("no space for ada@example.com\nat once");
        });

        assertThat(notKept).isEqualTo(new Ending(End.FAILED, "rejected: no space for ***@***", Duration.ZERO));
    }

    @Test
    void whatFailsDuringAStopHasNoResult() {
        Ending ending = ending(exchange -> {
            CompletableFuture.runAsync(door::close);
            await().until(context::isStopping);
            throw new IllegalStateException("stopping");
        });

        assertThat(ending.end()).isEqualTo(End.STOPPED);
        await().until(context::isStopped);
        assertThat(door.mail(RECORD, DECISION).end()).isEqualTo(End.STOPPED);
    }
}
