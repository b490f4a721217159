package assignmentmailer.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.ServiceProcess;
import assignmentmailer.local.CandidatesTable;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.ReceivedMail;
import assignmentmailer.local.SesQuota;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Packaged services that use one state table, each with a table of candidates, on an account with 40 mails a second. */
@Tag("slow")
class SharedRateIT {
    private static final Logger LOG = LoggerFactory.getLogger(SharedRateIT.class);
    private static final int PER_SECOND = 40;
    private static final int COPIES = Integer.getInteger("copies", 3);
    private static final int MAILS = Integer.getInteger("copies.mails", 250);

    @TempDir
    private Path directory;

    @Test
    void copiesUseTheAccountsRateTogether() throws Exception {
        List<ServiceProcess> copies = new ArrayList<>();
        try (EmbeddedAws aws = EmbeddedAws.inMemory()) {
            aws.ses().quota(new SesQuota(PER_SECOND, -1));
            StrictRate rate = new StrictRate(PER_SECOND);
            aws.ses().fault(rate);
            for (int copy = 0; copy < COPIES; copy++) {
                fill(aws, "candidates-" + copy);
            }

            for (int copy = 0; copy < COPIES; copy++) {
                copies.add(start(aws, "candidates-" + copy));
            }
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> aws.mailbox().mails().size() == COPIES * MAILS);
            for (ServiceProcess copy : copies) {
                copy.terminate();
                assertThat(copy.exitCode(60)).isZero();
            }

            double used = used(aws.mailbox().mails());
            LOG.info("{} copies: {} of the rate, {} of {} calls refused", COPIES, used, rate.refused(), rate.calls());
            assertThat(used)
                    .as("how fast is a figure of this machine, too fast is a fault")
                    .isLessThan(1.05);
            assertThat(rate.refused()).isLessThan(rate.calls() / 20);
        } finally {
            copies.forEach(ServiceProcess::close);
        }
    }

    /** Returns the part of the rate that was used while all copies had been started and none was done. */
    private static double used(List<ReceivedMail> mails) {
        int from = mails.size() / 4;
        int to = mails.size() * 3 / 4;
        double seconds = (mails.get(to).receivedAt() - mails.get(from).receivedAt()) / 1000.0;
        return (to - from) / seconds / PER_SECOND;
    }

    private static void fill(EmbeddedAws aws, String table) {
        CandidatesTable.create(aws.dynamoDb(), table);
        for (int i = 0; i < MAILS; i++) {
            Map<String, AttributeValue> candidate = Map.of(
                    "id", AttributeValue.fromS("id-" + i),
                    "email", AttributeValue.fromS(table + "-" + i + "@example.com"),
                    "experience", AttributeValue.fromN("4"));
            aws.dynamoDb().putItem(put -> put.tableName(table).item(candidate));
        }
    }

    private ServiceProcess start(EmbeddedAws aws, String table) throws Exception {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("MAIL_FROM", "jobs@example.com");
        environment.put("MAIL_REPLY_TO", "hr@example.com");
        environment.put("CANDIDATES_TABLE", table);
        return ServiceProcess.start(
                ServiceProcess.prepare(Files.createDirectory(directory.resolve(table))), environment);
    }
}
