package assignmentmailer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.ses.Ses2Constants;
import org.apache.camel.component.mock.MockEndpoint;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.GetSendQuotaRequest;
import software.amazon.awssdk.services.ses.model.GetSendQuotaResponse;
import software.amazon.awssdk.services.ses.model.GetSendStatisticsRequest;
import software.amazon.awssdk.services.ses.model.GetSendStatisticsResponse;

/** A scripted SES: responds to candidates' mails and to probes as a test specifies. */
final class ScriptedSes {
    static final double DAILY_QUOTA = 50_000;

    private static final String PROBE_ADDRESS = "success@simulator.amazonses.com";

    private final List<String> recipients = new ArrayList<>();
    private final AtomicInteger probes = new AtomicInteger();
    private volatile Processor candidates = this::take;
    private volatile Processor probing = this::take;

    void answerAt(MockEndpoint endpoint) {
        endpoint.whenAnyExchangeReceived(exchange -> {
            String recipient = exchange.getMessage().getHeader(Ses2Constants.TO, String.class);
            if (recipient.equals(PROBE_ADDRESS)) {
                probes.incrementAndGet();
                probing.process(exchange);
            } else {
                synchronized (recipients) {
                    recipients.add(recipient);
                }
                candidates.process(exchange);
            }
        });
    }

    /** Accepts a mail. */
    void take(Exchange exchange) {
        exchange.getMessage().setHeader(Ses2Constants.MESSAGE_ID, "m-1");
    }

    /** Sets the response to candidates' mails. */
    void candidates(Processor answer) {
        candidates = answer;
    }

    /** Sets the response to probes. */
    void probes(Processor answer) {
        probing = answer;
    }

    /** Sets the response to all mails. */
    void all(Processor answer) {
        candidates(answer);
        probes(answer);
    }

    void takeAll() {
        all(this::take);
    }

    /** Fails candidates' mails with these failures in order, and accepts them afterwards. */
    void failInTurn(Throwable... failures) {
        Iterator<Throwable> turns = Arrays.asList(failures).iterator();
        candidates(exchange -> {
            Throwable failure = next(turns);
            if (failure != null) {
                raise(failure);
            }
            take(exchange);
        });
    }

    private static @Nullable Throwable next(Iterator<Throwable> turns) {
        synchronized (turns) {
            return turns.hasNext() ? turns.next() : null;
        }
    }

    /** Returns a response that always fails this way. */
    static Processor failing(Throwable failure) {
        return exchange -> raise(failure);
    }

    private static void raise(Throwable failure) throws Exception {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (Exception) failure;
    }

    int candidateCalls() {
        synchronized (recipients) {
            return recipients.size();
        }
    }

    /** Returns the number of attempts to mail this address. */
    long calls(String recipient) {
        synchronized (recipients) {
            return recipients.stream().filter(recipient::equals).count();
        }
    }

    int probeCalls() {
        return probes.get();
    }

    void forgetCalls() {
        synchronized (recipients) {
            recipients.clear();
        }
        probes.set(0);
    }

    /** Returns a client whose account has ample quota and no statistics; any other call fails. */
    static SesClient ampleQuota() {
        return new SesClient() {
            @Override
            public GetSendQuotaResponse getSendQuota(GetSendQuotaRequest request) {
                return GetSendQuotaResponse.builder()
                        .maxSendRate(1_000.0)
                        .max24HourSend(DAILY_QUOTA)
                        .sentLast24Hours(0.0)
                        .build();
            }

            @Override
            public GetSendStatisticsResponse getSendStatistics(GetSendStatisticsRequest request) {
                return GetSendStatisticsResponse.builder().build();
            }

            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {}
        };
    }
}
