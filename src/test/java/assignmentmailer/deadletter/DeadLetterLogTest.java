package assignmentmailer.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import assignmentmailer.LogLines;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class DeadLetterLogTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final DeadLetterLog deadLetters = new DeadLetterLog(() -> Optional.of(meters), () -> NOW);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private void notKept() {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IOException("No space left on device"));
        assertThatExceptionOfType(DeadLetterNotKeptException.class).isThrownBy(() -> deadLetters.notKept(exchange));
    }

    @Test
    void countsByReason() {
        exchange.setVariable(DeadLetterProcessor.REASON, "rejected");

        deadLetters.kept(exchange);

        assertThat(meters.counter("mail.dead.letters", "reason", "rejected").count())
                .isEqualTo(1);
    }

    @Test
    void saysWhereALetterIsKeptWithoutImages() {
        exchange.setVariable(DeadLetterProcessor.REASON, "rejected");
        exchange.setVariable(DeadLetterLog.SUMMARY, "Dead letter");
        try (LogLines log = new LogLines(DeadLetterLog.class)) {
            deadLetters.kept(exchange);
            exchange.setVariable(DeadLetterShortener.SHORTENED, true);
            deadLetters.kept(exchange);

            assertThat(log.warnings())
                    .containsExactly(
                            "Dead letter",
                            "Dead letter; its endpoint refused the whole document, it is kept without images");
        }
    }

    @Test
    void warnsMoreRarelyTheLongerNoneCanBeKept() {
        try (LogLines log = new LogLines(DeadLetterLog.class)) {
            for (int failure = 1; failure <= 5; failure++) {
                notKept();
            }

            assertThat(log.warnings())
                    .extracting(line -> line.replaceAll(".*(failure \\d+).*", "$1"))
                    .containsExactly("failure 1", "failure 2", "failure 4");
        }
    }

    @Test
    void knowsSinceWhenNoneCanBeKeptUntilOneIs() {
        exchange.setVariable(DeadLetterProcessor.REASON, "rejected");
        notKept();
        assertThat(deadLetters.notKeptSince()).contains(NOW);

        deadLetters.kept(exchange);

        assertThat(deadLetters.notKeptSince()).isEmpty();
    }
}
