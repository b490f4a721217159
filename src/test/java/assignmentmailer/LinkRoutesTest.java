package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.SesFaults;
import assignmentmailer.mail.account.AccountCredentials;
import assignmentmailer.mail.account.HoldCause;
import freemarker.template.Configuration;
import freemarker.template.Template;
import java.io.Writer;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.Test;

/** The shipped routes' handling of links: signed when the mail may be sent, and secret. */
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

    @Test
    void aMailThatWaitsInItsPlaceForTheLedgerGetsALinkSignedAfterwards() throws Exception {
        observeSigning();
        ledgerFails = () -> !isOver;
        CompletableFuture<Void> mail =
                deliveries.untilDoneElsewhere(ChangeRecords.insert(LATER, "candidate-2@candidate.example"));
        await().until(() -> signedAfterTheOutage.size() > 2);

        isOver = true;
        mail.get(30, TimeUnit.SECONDS);

        assertThat(signedAfterTheOutage).last().isEqualTo(true);
    }

    @Test
    void aMailWhoseLinkNobodyCanSignExpiresBeforeTheStreamForgetsIt() throws Exception {
        AccountCredentials none = new AccountCredentials(
                () -> {
                    throw new IllegalStateException("no profile");
                },
                Duration.ofSeconds(5));
        failBeforeTheSending(catchThrowable(none::resolveCredentials));

        deliveries.untilDone(
                ChangeRecords.insert("c-1", "candidate-1@candidate.example"),
                Instant.now().plusSeconds(1_800));

        assertThat(reasons()).containsExactly("expired");
        assertThat(hold.isHeld()).isFalse();
    }

    /** FreeMarker's messages quote the value that a template cannot use. */
    @Test
    void aDeadLetterOfATemplateThatFailsOnALinkKeepsTheLinkSecret() throws Exception {
        Template template = new Template("mail.ftl", "${url?number}", new Configuration(Configuration.VERSION_2_3_34));
        Map<String, String> model = Map.of(
                "url",
                "https://b.s3.amazonaws.com/a.zip?X-Amz-Credential=AKIA%2Fs3&X-Amz-Expires=60&X-Amz-Signature=5ec");
        failBeforeTheSending(catchThrowable(() -> template.process(model, Writer.nullWriter())));

        deliveries.untilDone(ChangeRecords.insert("c-1", "candidate-1@candidate.example"));

        assertThat(letters())
                .singleElement()
                .asString()
                .contains("bad-record", "https://b.s3.amazonaws.com/a.zip?X-Amz-***")
                .doesNotContain("AKIA", "5ec");
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
