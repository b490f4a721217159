package assignmentmailer.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.ServiceProcess;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.ReceivedMail;
import assignmentmailer.local.SesFault;
import assignmentmailer.local.SesQuota;
import jakarta.mail.internet.MimeMultipart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the packaged service makes of many mails with a large attachment on a small heap. */
@Tag("slow")
class LargeAttachmentsIT {
    private static final Logger LOG = LoggerFactory.getLogger(LargeAttachmentsIT.class);
    private static final int MAILS = Integer.getInteger("large-attachments.mails", 50);
    private static final int BYTES = 2_000_000;
    private static final Duration ANSWER = Duration.ofMillis(200);

    private final AtomicInteger under = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @TempDir
    private Path directory;

    @Test
    void mailsThemAllIntactOnASmallHeap() throws Exception {
        byte[] content = new byte[BYTES];
        new Random(14).nextBytes(content);
        try (EmbeddedAws aws = EmbeddedAws.inMemory()) {
            aws.ses().quota(new SesQuota(1_000, -1));
            aws.ses().fault(counting());
            ServiceProcess.prepare(directory);
            Files.write(directory.resolve("assignment.zip"), content);
            for (int i = 0; i < MAILS; i++) {
                aws.candidates().insert("Candidate", "candidate-" + i + "@example.com", "java", "4");
            }
            Map<String, String> environment = new HashMap<>(aws.environment());
            environment.put("MAIL_FROM", "jobs@example.com");
            environment.put("MAIL_REPLY_TO", "hr@example.com");
            environment.put("MAIL_CONCURRENCY", "16");
            environment.put("ASSIGNMENTS_0_ATTACH", "file:assignment.zip");

            long begun = System.nanoTime();
            try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> aws.mailbox().mails().size() >= MAILS || !service.isAlive());
                service.terminate();
                assertThat(service.exitCode(60)).as(service.log()).isZero();
                assertThat(service.log()).doesNotContain("OutOfMemory", "ERROR");
            }

            LOG.info(
                    "{} mails with {} bytes: {} at once at most, {} s",
                    MAILS,
                    BYTES,
                    most,
                    Duration.ofNanos(System.nanoTime() - begun).toSeconds());
            assertThat(aws.mailbox().mails())
                    .hasSize(MAILS)
                    .extracting(LargeAttachmentsIT::checksum)
                    .containsOnly(sha256(content));
            assertThat(most.get()).isBetween(2, 15);
        }
    }

    /** Sleeps as a network does, so that as many mails are in flight as may be. */
    private SesFault counting() {
        return (call, ses) -> {
            if (!call.sends()) {
                return ses.get();
            }
            most.accumulateAndGet(under.incrementAndGet(), Math::max);
            try {
                LockSupport.parkNanos(ANSWER.toNanos());
                return ses.get();
            } finally {
                under.decrementAndGet();
            }
        };
    }

    private static String checksum(ReceivedMail mail) {
        try {
            MimeMultipart parts = (MimeMultipart) mail.message().getContent();
            return sha256(parts.getBodyPart(1).getInputStream().readAllBytes());
        } catch (Exception unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
