package assignmentmailer;

import assignmentmailer.ledger.Fault;
import assignmentmailer.ledger.Ledger;
import assignmentmailer.ledger.LedgerHealth;
import assignmentmailer.ledger.LedgerSettings;
import assignmentmailer.mail.AccountHealth;
import assignmentmailer.mail.AccountHold;
import assignmentmailer.mail.FaultOwner;
import assignmentmailer.mail.Faults;
import assignmentmailer.mail.SendRate;
import assignmentmailer.mail.SesClients;
import assignmentmailer.state.StateClients;
import assignmentmailer.state.StateTable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Configuration;
import org.apache.camel.Expression;
import org.apache.camel.spi.Language;
import software.amazon.awssdk.services.ses.SesClient;

/** The beans that see to it that a mail goes out once, at the account's pace. Made in any order: none asks for another. */
@Configuration
public final class MailingBeans {
    /** What a claim's lease leaves over for writing the claim itself. */
    private static final Duration WRITING = Duration.ofSeconds(10);

    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    private final AccountHold hold = new AccountHold(InstantSource.system());

    @BindToRegistry
    public SesClient sesClient(CamelContext context) {
        return SesClients.create(new Settings(context).ses(), timer(context));
    }

    @BindToRegistry
    public Ledger mailLedger(CamelContext context) {
        Settings settings = new Settings(context);
        Duration longestCall = settings.ses().callTimeout();
        Faults faults = faults(context);
        return new Ledger(
                new StateTable(
                        StateClients.create(settings.ses().concurrency(), timer(context)), settings.stateTable()),
                context.getName() + "/mail/",
                new LedgerSettings(
                        settings.whenUncertain(),
                        longestCall.plus(WRITING),
                        longestCall,
                        CLOCK_SKEW,
                        kept(context),
                        settings.ledgerReceipt()),
                failure -> toLedger(faults.ownerOf(failure)),
                InstantSource.system());
    }

    @BindToRegistry
    public LedgerHealth ledgerHealth(CamelContext context) {
        return new LedgerHealth(
                () -> context.getRegistry().lookupByNameAndType("mailLedger", Ledger.class), InstantSource.system());
    }

    @BindToRegistry
    public Faults faults(CamelContext context) {
        return new Faults(new Settings(context).mail().from().getAddress());
    }

    @BindToRegistry
    public AccountHold accountHold() {
        return hold;
    }

    @BindToRegistry
    public AccountHealth accountHealth() {
        return new AccountHealth(hold);
    }

    @BindToRegistry
    public SendRate sendRate(CamelContext context) throws Exception {
        Settings settings = new Settings(context);
        SendRate rate = new SendRate(
                context,
                () -> context.getRegistry().findSingleByType(SesClient.class).getSendQuota(),
                settings.maxRate(),
                settings.probeInterval(),
                hold,
                InstantSource.system());
        context.addService(rate);
        return rate;
    }

    /** Unlike the SDK's own it forgets the time-out of a call that has ended, and does not wake up for it. */
    private ScheduledExecutorService timer(CamelContext context) {
        return context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "AwsTimeouts");
    }

    static Fault toLedger(FaultOwner owner) {
        return new Fault(owner.name(), owner == FaultOwner.UNKNOWN);
    }

    private static Map<String, Expression> kept(CamelContext context) {
        Language simple = context.resolveLanguage("simple");
        Map<String, Expression> kept = new HashMap<>();
        new Settings(context).ledgerKeep().forEach((name, text) -> {
            Expression expression = simple.createExpression(text);
            expression.init(context);
            kept.put(name, expression);
        });
        return kept;
    }
}
