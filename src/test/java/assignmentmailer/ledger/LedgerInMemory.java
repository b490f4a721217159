package assignmentmailer.ledger;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.camel.component.aws2.ses.Ses2Constants;

/** A ledger in memory, for tests of its callers. */
public final class LedgerInMemory {
    private static final Duration LEASE = Duration.ofSeconds(20);

    private final EntryStoreInMemory entries = new EntryStoreInMemory();
    private boolean isRefusing;
    private final Ledger ledger;

    private LedgerInMemory(
            WhenUncertain whenUncertain, Function<Throwable, FailureNote> notes, BooleanSupplier unavailable) {
        entries.beforeWrite(() -> {
            if (unavailable.getAsBoolean()) {
                throw unavailable();
            }
            if (isRefusing) {
                throw refused();
            }
        });
        LedgerSettings settings = new LedgerSettings(
                whenUncertain,
                LEASE,
                Duration.ofSeconds(10),
                5,
                Ses2Constants.MESSAGE_ID,
                Ses2Constants.TO,
                Duration.ZERO);
        ledger = new Ledger(entries, settings, notes, InstantSource.system(), System::nanoTime);
    }

    /** Creates an empty ledger. */
    public static LedgerInMemory create(WhenUncertain whenUncertain, Function<Throwable, FailureNote> notes) {
        return create(whenUncertain, notes, () -> false);
    }

    /** @param unavailable decides before each write whether it fails */
    public static LedgerInMemory create(
            WhenUncertain whenUncertain, Function<Throwable, FailureNote> notes, BooleanSupplier unavailable) {
        return new LedgerInMemory(whenUncertain, notes, unavailable);
    }

    /** Returns what a worker throws while another one holds the claim. */
    public static ClaimedElsewhereException claimedElsewhere() {
        return new ClaimedElsewhereException("another worker");
    }

    /** Returns what a state table throws that rejects one entry. */
    public static LedgerRefusedException refused() {
        return new LedgerRefusedException(new IOException("a key of more than 2,048 bytes"));
    }

    /** Returns what a state table throws that answers nobody. */
    public static LedgerUnavailableException unavailable() {
        return new LedgerUnavailableException(new IOException("throttled"));
    }

    /** Rejects each entry from now on. */
    public void refuse() {
        isRefusing = true;
    }

    public Ledger ledger() {
        return ledger;
    }

    /** Returns the attempts that may have sent the mail of a key without a receipt. */
    public int maybeSent(String key) {
        return entries.find(key).map(LedgerEntry::maybeSent).orElse(0);
    }

    /** Returns the failures counted against the mail of a key. */
    public int counted(String key) {
        return entries.find(key).map(LedgerEntry::counted).orElse(0);
    }

    /** Returns the status of the mail of a key, empty without an entry. */
    public Optional<LedgerStatus> status(String key) {
        return entries.find(key).map(LedgerEntry::status);
    }

    /** Returns the facts about the mail of a key. */
    public MailFacts facts(String key) {
        return entries.get(key).facts();
    }
}
