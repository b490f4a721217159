package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.assignment.AttachedFile;
import assignmentmailer.attachment.Attachment;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.EmailAddress;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultUnitOfWork;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.Test;

class MailRoomTest {
    private static final long MB = 1024 * 1024;
    private static final Candidate ADA =
            new Candidate("1", "Ada", EmailAddress.parse("ada@example.com").orElseThrow(), BigDecimal.ONE, Map.of());

    private volatile boolean isStopping;
    private final DefaultCamelContext context = new DefaultCamelContext() {
        @Override
        public boolean isStopping() {
            return isStopping;
        }
    };
    private final Map<AttachedFile, Attachment> files = new ConcurrentHashMap<>();
    private final MailRoom room = new MailRoom(50 * MB, files::get);

    @Test
    void letsAMailWithoutAttachmentPass() {
        assertThatNoException().isThrownBy(() -> {
            for (int i = 0; i < 1000; i++) {
                room.await(exchange(0));
            }
        });
    }

    @Test
    void keepsAMailWaitingUntilAnotherHasMadeRoom() throws Exception {
        Exchange first = exchange(2 * MB);
        Exchange second = exchange(2 * MB);
        room.await(first);
        room.await(second);

        CompletableFuture<Void> third = waiting(exchange(2 * MB));
        await().during(Duration.ofMillis(300)).until(() -> !third.isDone());
        end(first);

        await().until(third::isDone);
        assertThat(third).isCompleted();
    }

    @Test
    void hasAMailThatIsTriedAgainInItsPlaceKeepItsRoom() throws Exception {
        Exchange exchange = exchange(4 * MB);

        room.await(exchange);
        room.await(exchange);
        end(exchange);

        room.await(exchange(4 * MB));
    }

    @Test
    void measuresAMailThatIsTriedAgainInItsPlaceByTheAttachmentThatItNowCarries() throws Exception {
        Exchange exchange = exchange(MB);
        room.await(exchange);
        files.replaceAll((file, before) -> attachment(4 * MB));

        room.await(exchange);

        CompletableFuture<Void> other = waiting(exchange(MB));
        await().during(Duration.ofMillis(300)).until(() -> !other.isDone());
        end(exchange);
        await().until(other::isDone);
        assertThat(room.attachment(exchange).content()).hasSize((int) (4 * MB));
    }

    @Test
    void reservesRoomWhenAMailIsComposedWhoseRouteDoesNotWait() throws Exception {
        Exchange exchange = exchange(4 * MB);

        Attachment attachment = room.attachment(exchange);

        assertThat(attachment.content()).hasSize((int) (4 * MB));
        assertThat(waiting(exchange(4 * MB))).isNotDone();
        end(exchange);
    }

    @Test
    void letsOneMailPassThatNeedsMoreThanThereIs() throws Exception {
        room.await(exchange(7 * MB));

        assertThat(waiting(exchange(MB))).isNotDone();
    }

    @Test
    void letsGoOfAMailThatWaitsWhenTheServiceStops() throws Exception {
        room.await(exchange(4 * MB));
        CompletableFuture<Void> second = waiting(exchange(4 * MB));

        isStopping = true;

        await().until(second::isDone);
        assertThat(second).isCompletedExceptionally();
        assertThat(second.handle((none, failure) ->
                                failure instanceof CompletionException ? failure.getCause() : failure)
                        .join())
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void saysHowMuchHeapAMailNeeds() {
        assertThatNoException().isThrownBy(() -> room.check(4 * MB));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> room.check(5 * MB))
                .withMessage(
                        "needs a heap of 121 MB, since sending takes 12 times its size: raise -Xmx, or set a url instead");
    }

    private CompletableFuture<Void> waiting(Exchange exchange) {
        return CompletableFuture.runAsync(() -> {
            try {
                room.await(exchange);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Exchange exchange(long attached) {
        AttachedFile file = attached == 0 ? null : new AttachedFile("file:" + attached + ".zip");
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(new Assignment(ADA, null, null, file, "assignments[0]", "assignment", null));
        exchange.getExchangeExtension().setUnitOfWork(new DefaultUnitOfWork(exchange));
        if (file != null) {
            files.put(file, attachment(attached));
        }
        return exchange;
    }

    private static Attachment attachment(long bytes) {
        return new Attachment("a.zip", "application/zip", new byte[(int) bytes]);
    }

    private static void end(Exchange exchange) {
        UnitOfWorkHelper.doneUow(exchange.getUnitOfWork(), exchange);
    }
}
