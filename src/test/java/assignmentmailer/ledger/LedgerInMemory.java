package assignmentmailer.ledger;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.builder.ExpressionBuilder;
import org.apache.camel.component.aws2.ses.Ses2Constants;

/** A ledger without a table, for tests of what is around it. */
public final class LedgerInMemory {
    private LedgerInMemory() {}

    /** One that has no entries yet. */
    public static Ledger create(WhenUncertain whenUncertain, Function<Throwable, Fault> faults) {
        LedgerSettings settings = new LedgerSettings(
                whenUncertain,
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Map.of("messageId", ExpressionBuilder.headerExpression(Ses2Constants.MESSAGE_ID)),
                "messageId");
        return new Ledger(new EntriesInMemory(), settings, faults, InstantSource.system());
    }
}
