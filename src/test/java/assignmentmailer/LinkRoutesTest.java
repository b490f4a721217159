package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.SesFaults;
import assignmentmailer.mail.account.HoldCause;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.Test;

/** The shipped routes' order of waiting and signing: a link's life begins when its mail may be sent. */
class LinkRoutesTest extends ShippedRoutes {
    private static final String LATER = "c-2";

    private final List<Boolean> signedAfterTheOutage = new CopyOnWriteArrayList<>();
    private final CountDownLatch assigned = new CountDownLatch(1);
    private volatile boolean isOver;

    LinkRoutesTest() {
        super(WhenUncertain.RESEND);
    }

    @Test
    void aMailThatWaitsForTheEndOfAHoldGetsALinkSignedAfterwards() throws Exception {
        observeSigning();
        script.all(ScriptedSes.failing(SesFaults.notSent(new ConnectException("Connection refused"))));
        CompletableFuture<Void> first =
                deliveries.untilDoneElsewhere(ChangeRecords.insert("c-1", "candidate-1@candidate.example"));
        await().until(() -> hold.since(HoldCause.OUTAGE).isPresent());
        CompletableFuture<Void> second =
                deliveries.untilDoneElsewhere(ChangeRecords.insert(LATER, "candidate-2@candidate.example"));
        assertThat(assigned.await(30, TimeUnit.SECONDS)).isTrue();
        int probes = script.probeCalls();
        await().until(() -> script.probeCalls() > probes + 5);

        isOver = true;
        script.takeAll();
        CompletableFuture.allOf(first, second).get(30, TimeUnit.SECONDS);

        assertThat(signedAfterTheOutage).containsExactly(true);
    }

    private void observeSigning() throws Exception {
        AdviceWith.adviceWith(context, "mail-assignment", route -> {
            route.weaveById("note-rule").after().process(exchange -> {
                if (isLater(exchange.getMessage().getBody(Assignment.class))) {
                    assigned.countDown();
                }
            });
            route.weaveById("sign-link").before().process(exchange -> {
                if (isLater(exchange.getMessage().getBody(Assignment.class))) {
                    signedAfterTheOutage.add(isOver);
                }
            });
        });
    }

    private static boolean isLater(Assignment assignment) {
        return assignment.candidate().id().equals(LATER);
    }
}
