package assignmentmailer.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.copies.SharedSendRate;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.mail.account.MailHistory;
import assignmentmailer.mail.account.MailingHold;
import assignmentmailer.mail.account.Probe;
import assignmentmailer.mail.account.SendLimiter;
import assignmentmailer.mail.account.SendQuota;
import assignmentmailer.state.StateTable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limiters of four copies in real time, with one state table in DynamoDB Local and an account of 40 mails a second:
 * the part of the rate that they use without the cost of composing mails.
 */
@Tag("slow")
class SharedLimitersIT {
    private static final Logger LOG = LoggerFactory.getLogger(SharedLimitersIT.class);
    private static final int PER_SECOND = 40;
    private static final int COPIES = 4;
    private static final int CONCURRENCY = 4;
    private static final Duration LATENCY = Duration.ofMillis(50);
    private static final Duration JOINED = Duration.ofSeconds(5);
    private static final Duration MEASURED = Duration.ofSeconds(20);

    private static final MailHistory NEW_MAILS = new MailHistory() {
        @Override
        public String key(Exchange exchange) {
            return exchange.getExchangeId();
        }

        @Override
        public boolean isSent(Exchange exchange) {
            return false;
        }

        @Override
        public boolean hasFailed(Exchange exchange) {
            return false;
        }
    };

    private final StrictRate ses = new StrictRate(PER_SECOND);
    private final long begun = System.nanoTime();

    @Test
    void copiesUseTheAccountsRateTogether() throws Exception {
        ExecutorService senders = Executors.newCachedThreadPool();
        List<CamelContext> contexts = new ArrayList<>();
        List<Future<Integer>> taken = new ArrayList<>();
        try (EmbeddedAws aws = EmbeddedAws.inMemory()) {
            for (int copy = 0; copy < COPIES; copy++) {
                CamelContext context = new DefaultCamelContext();
                contexts.add(context);
                SendLimiter limiter = limiter(context, new StateTable(aws.dynamoDb(), "state"));
                context.start();
                for (int sender = 0; sender < CONCURRENCY; sender++) {
                    taken.add(senders.submit(() -> send(context, limiter)));
                }
            }

            int sum = 0;
            for (Future<Integer> one : taken) {
                sum += one.get();
            }

            double used = (double) sum / PER_SECOND / MEASURED.toSeconds();
            LOG.info("{} copies: {} of the rate, {} of {} refused", COPIES, used, ses.refused(), ses.calls());
            assertThat(used)
                    .as("how fast is a figure of this machine, too fast is a fault")
                    .isLessThan(1.05);
            assertThat(ses.refused()).isLessThan(ses.calls() / 20);
        } finally {
            senders.shutdownNow();
            contexts.forEach(CamelContext::stop);
        }
    }

    private static SendLimiter limiter(CamelContext context, StateTable table) throws Exception {
        SharedSendRate share = new SharedSendRate(context, table, () -> "eu-central-1");
        context.addService(share);
        SendLimiter limiter = new SendLimiter(
                context,
                () -> new SendQuota(PER_SECOND, Double.POSITIVE_INFINITY, 0),
                OptionalDouble.empty(),
                share,
                Duration.ofSeconds(10),
                new MailingHold(InstantSource.system()),
                () -> Probe.Result.TAKEN,
                NEW_MAILS,
                Optional::empty,
                InstantSource.system());
        context.addService(limiter);
        return limiter;
    }

    /** Sends until the end, and returns the mails taken since all copies have joined. */
    private int send(CamelContext context, SendLimiter limiter) throws InterruptedException {
        int counted = 0;
        long end = JOINED.plus(MEASURED).toNanos();
        while (System.nanoTime() - begun < end) {
            Exchange mail = new DefaultExchange(context);
            limiter.awaitTurn(mail);
            LockSupport.parkNanos(LATENCY.toNanos());
            if (ses.takes()) {
                limiter.taken(mail);
                long at = System.nanoTime() - begun;
                counted += at >= JOINED.toNanos() && at < end ? 1 : 0;
            } else {
                limiter.slowDown();
            }
        }
        return counted;
    }
}
