package assignmentmailer.ledger;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.camel.builder.ExpressionBuilder;
import org.apache.camel.component.aws2.ses.Ses2Constants;

/** A ledger without a table, for tests of what is around it. */
public final class LedgerInMemory {
    private LedgerInMemory() {}

    /** One that has no entries yet. */
    public static Ledger create(WhenUncertain whenUncertain, Function<Throwable, Fault> faults) {
        return create(whenUncertain, faults, () -> false);
    }

    /** @param unavailable asked before each write whether it fails */
    public static Ledger create(
            WhenUncertain whenUncertain, Function<Throwable, Fault> faults, BooleanSupplier unavailable) {
        EntriesInMemory entries = new EntriesInMemory();
        entries.beforeWrite(() -> {
            if (unavailable.getAsBoolean()) {
                throw new LedgerUnavailableException(new IOException("throttled"));
            }
        });
        LedgerSettings settings = new LedgerSettings(
                whenUncertain,
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Map.of("messageId", ExpressionBuilder.headerExpression(Ses2Constants.MESSAGE_ID)),
                "messageId");
        return new Ledger(entries, settings, faults, InstantSource.system());
    }
}
