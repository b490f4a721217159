package assignmentmailer;

import assignmentmailer.ledger.Fault;
import assignmentmailer.ledger.Ledger;
import assignmentmailer.ledger.LedgerSettings;
import assignmentmailer.mail.AccountHealth;
import assignmentmailer.mail.AccountHold;
import assignmentmailer.mail.FaultOwner;
import assignmentmailer.mail.Faults;
import assignmentmailer.mail.SendRate;
import assignmentmailer.mail.SesClients;
import assignmentmailer.mail.UncountedAttempt;
import assignmentmailer.state.StateTable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Configuration;
import org.apache.camel.Expression;
import org.apache.camel.spi.Language;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ses.SesClient;

/** The beans that see to it that a mail goes out once, at the account's pace. Made in any order: none asks for another. */
@Configuration
public final class MailingBeans {
    /** How long a call to the state table may take, all its retries included. */
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(8);

    private static final Duration LONGEST_WRITE_ATTEMPT = Duration.ofSeconds(3);

    /** What a claim's lease leaves over for writing the claim itself. */
    private static final Duration WRITING = Duration.ofSeconds(10);

    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    private final AccountHold hold = new AccountHold(InstantSource.system());

    @BindToRegistry
    public SesClient sesClient(CamelContext context) {
        return SesClients.create(new Settings(context).ses());
    }

    @BindToRegistry
    public Ledger mailLedger(CamelContext context) {
        Settings settings = new Settings(context);
        Duration longestCall = settings.ses().callTimeout();
        Faults faults = faults(context);
        return new Ledger(
                new StateTable(dynamoDb(), settings.stateTable()),
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

    @BindToRegistry
    public UncountedAttempt uncountedAttempt() {
        return new UncountedAttempt();
    }

    private static DynamoDbClient dynamoDb() {
        return DynamoDbClient.builder()
                .overrideConfiguration(override ->
                        override.apiCallAttemptTimeout(LONGEST_WRITE_ATTEMPT).apiCallTimeout(LONGEST_WRITE))
                .build();
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
