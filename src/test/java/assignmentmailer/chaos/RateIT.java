package assignmentmailer.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.ServiceProcess;
import assignmentmailer.local.DynamoDbProxy;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.ReceivedMail;
import assignmentmailer.local.SesQuota;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The packaged service on an account with 25 mails a second: throughput, and the ledger's calls per mail. */
@Tag("slow")
class RateIT {
    private static final Logger LOG = LoggerFactory.getLogger(RateIT.class);
    private static final int PER_SECOND = 25;
    private static final int MAILS = Integer.getInteger("rate.mails", 500);

    /** The mails after which the JVM has loaded all classes. */
    private static final int WARM = 100;

    private final AtomicInteger ledgerWrites = new AtomicInteger();
    private final AtomicInteger ledgerReads = new AtomicInteger();

    @TempDir
    private Path directory;

    @Test
    void keepsTheAccountsRateWithTwoWritesAMail() throws Exception {
        try (EmbeddedAws aws = EmbeddedAws.inMemory();
                DynamoDbProxy dynamoDb = DynamoDbProxy.before(aws.dynamoDbEndpoint(), this::count)) {
            aws.ses().quota(new SesQuota(PER_SECOND, -1));
            StrictRate rate = new StrictRate(PER_SECOND);
            aws.ses().fault(rate);
            for (int i = 0; i < MAILS; i++) {
                aws.candidates().insert("Candidate", "candidate-" + i + "@example.com", "java", "4");
            }
            Map<String, String> environment = new HashMap<>(aws.environment());
            environment.put("AWS_ENDPOINT_URL", dynamoDb.endpoint().toString());
            environment.put("MAIL_FROM", "jobs@example.com");
            environment.put("MAIL_REPLY_TO", "hr@example.com");
            environment.put("MANAGEMENT_PORT", "0");

            try (ServiceProcess service = ServiceProcess.start(ServiceProcess.prepare(directory), environment)) {
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> aws.mailbox().mails().size() == MAILS);
                service.terminate();
                assertThat(service.exitCode(60)).isZero();
            }

            List<ReceivedMail> mails = aws.mailbox().mails();
            double seconds =
                    (mails.get(MAILS - 1).receivedAt() - mails.get(WARM - 1).receivedAt()) / 1000.0;
            double achieved = (MAILS - WARM) / seconds / PER_SECOND;
            LOG.info(
                    "{} mails: {} of the rate, {} of {} calls throttled, {} writes and {} reads of the ledger a mail",
                    MAILS,
                    achieved,
                    rate.refused(),
                    rate.calls(),
                    (double) ledgerWrites.get() / MAILS,
                    (double) ledgerReads.get() / MAILS);
            assertThat(achieved)
                    .as("how fast is a figure of this machine, too fast is a fault")
                    .isLessThan(1.05);
            assertThat(rate.refused()).isLessThan(rate.calls() / 20);
            assertThat(ledgerWrites.get()).isLessThanOrEqualTo(2 * MAILS + 2 * rate.refused());
            assertThat(ledgerReads.get()).isZero();
        }
    }

    private boolean count(String action, String document) {
        if (document.contains("/mail/")) {
            (action.startsWith("Put") || action.startsWith("Update") ? ledgerWrites : ledgerReads).incrementAndGet();
        }
        return false;
    }
}
