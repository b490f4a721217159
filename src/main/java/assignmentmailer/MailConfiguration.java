package assignmentmailer;

import assignmentmailer.copies.SharedSendRate;
import assignmentmailer.ledger.AttemptFault;
import assignmentmailer.ledger.FailureNote;
import assignmentmailer.ledger.Ledger;
import assignmentmailer.ledger.LedgerHealth;
import assignmentmailer.ledger.LedgerSettings;
import assignmentmailer.ledger.MailEventNotes;
import assignmentmailer.ledger.RecordKey;
import assignmentmailer.ledger.RecordTime;
import assignmentmailer.mail.FailingMails;
import assignmentmailer.mail.Fault;
import assignmentmailer.mail.FaultClassifier;
import assignmentmailer.mail.FaultOwner;
import assignmentmailer.mail.KnownMails;
import assignmentmailer.mail.MailComposer;
import assignmentmailer.mail.MailJudge;
import assignmentmailer.mail.MailMeters;
import assignmentmailer.mail.MailRoom;
import assignmentmailer.mail.OutcomeWindow;
import assignmentmailer.mail.RetryPolicy;
import assignmentmailer.mail.SendProbe;
import assignmentmailer.mail.SesClients;
import assignmentmailer.mail.account.AccountCredentials;
import assignmentmailer.mail.account.HoldHealth;
import assignmentmailer.mail.account.MailingHold;
import assignmentmailer.mail.account.NanoClock;
import assignmentmailer.mail.account.Probe;
import assignmentmailer.mail.account.Reputation;
import assignmentmailer.mail.account.ReputationWatch;
import assignmentmailer.mail.account.SendLimiter;
import assignmentmailer.mail.account.SendQuota;
import assignmentmailer.mailevents.BouncedItem;
import assignmentmailer.replay.CurrentItem;
import assignmentmailer.replay.ReplaySchedule;
import assignmentmailer.replay.ReplayedFiles;
import assignmentmailer.state.StateClients;
import assignmentmailer.state.StateTable;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Configuration;
import org.apache.camel.component.aws2.ses.Ses2Constants;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.micrometer.MicrometerUtils;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ses.SesClient;

/**
 * Registers the beans that send each mail once and within the account's quota. Beans look each other up lazily, so
 * their order does not matter.
 */
@Configuration
public final class MailConfiguration {
    /** The part of a claim's lease reserved for writing the claim. */
    private static final Duration WRITING = Duration.ofSeconds(10);

    /**
     * The longest time to resolve credentials: an assumed role or a {@code credential_process} makes a network call.
     */
    static final Duration CREDENTIALS = Duration.ofSeconds(5);

    /** The most resends after an attempt with an uncertain outcome. */
    static final int MOST_RESENDS = 5;

    /**
     * The most retries of a failing mail: with the default delays two and a half minutes, longer than most transient
     * faults.
     */
    static final int RETRIES = 10;

    /** Concurrent calls to DynamoDB besides those for mails: the renewal of a lease. */
    private static final int CALLS_BESIDE = 1;

    private final InstantSource clock = InstantSource.system();
    private final MailingHold hold = new MailingHold(clock);
    private final FailingMails failing = new FailingMails();
    private final AwsCredentialsProvider credentials =
            new AccountCredentials(DefaultCredentialsProvider.builder().build(), CREDENTIALS);

    private @Nullable DynamoDbClient dynamoDb;
    private @Nullable StateTable stateTable;

    @BindToRegistry
    public SesClient sesClient(CamelContext context) {
        return SesClients.create(new Settings(context).ses(), credentials, timer(context));
    }

    @BindToRegistry
    public RecordKey recordKey(CamelContext context) {
        return new RecordKey(new Settings(context).candidatesTable());
    }

    @BindToRegistry
    public RecordTime recordTime() {
        return new RecordTime();
    }

    @BindToRegistry
    public Ledger mailLedger(CamelContext context) {
        return new Ledger(
                stateTable(context),
                ledgerPrefix(context),
                ledgerSettings(new Settings(context)),
                failure -> noteOf(classifier(context), failure),
                clock);
    }

    @BindToRegistry(lazy = true)
    public MailEventNotes mailEventNotes(CamelContext context) {
        return new MailEventNotes(stateTable(context), ledgerPrefix(context));
    }

    @BindToRegistry(lazy = true)
    public BouncedItem bouncedItem(CamelContext context) {
        return new BouncedItem(() -> dynamoDb(context), new Settings(context).candidatesTable());
    }

    /** Returns the state table of the ledger and of the copies' leases. */
    private synchronized StateTable stateTable(CamelContext context) {
        if (stateTable == null) {
            stateTable = new StateTable(dynamoDb(context), new Settings(context).stateTable());
        }
        return stateTable;
    }

    /** Returns the client of the state table and of replays, created by the first call. */
    private synchronized DynamoDbClient dynamoDb(CamelContext context) {
        if (dynamoDb == null) {
            Settings settings = new Settings(context);
            int atOnce = settings.ses().concurrency() * (settings.areMailEventsEnabled() ? 2 : 1);
            int connections = atOnce + CALLS_BESIDE;
            dynamoDb = StateClients.create(connections, credentials, timer(context));
        }
        return dynamoDb;
    }

    @BindToRegistry
    public CurrentItem currentItem(CamelContext context) {
        return new CurrentItem(() -> dynamoDb(context), new Settings(context).candidatesTable());
    }

    @BindToRegistry
    public ReplaySchedule replaySchedule() {
        return new ReplaySchedule(clock, NanoClock.SYSTEM);
    }

    @BindToRegistry
    public ReplayedFiles replayedFiles(CamelContext context) {
        return new ReplayedFiles(context.getRegistry().lookupByNameAndType("replaySchedule", ReplaySchedule.class));
    }

    /** Returns the prefix of the ledger's items in the state table. */
    static String ledgerPrefix(CamelContext context) {
        return context.getName() + "/mail/";
    }

    static LedgerSettings ledgerSettings(Settings settings) {
        Duration longestCall = CREDENTIALS.plus(settings.ses().callTimeout());
        return new LedgerSettings(
                settings.whenUncertain(),
                longestCall.plus(WRITING),
                longestCall,
                MOST_RESENDS,
                Ses2Constants.MESSAGE_ID,
                Ses2Constants.TO,
                settings.mailEventWait());
    }

    /** Describes a failure for the ledger, independent of the recipient. */
    static FailureNote noteOf(FaultClassifier classifier, Throwable failure) {
        Fault fault = classifier.classify(failure, "");
        return new FailureNote(
                FaultClassifier.codeOf(failure), fault.uncertain() ? AttemptFault.UNCERTAIN : faultOf(fault.owner()));
    }

    /** Returns the fault that the ledger notes until the outcomes of other mails decide otherwise. */
    private static AttemptFault faultOf(FaultOwner owner) {
        return switch (owner) {
            case MAIL -> AttemptFault.MAIL;
            case MAIL_OR_EVERYBODY -> AttemptFault.EVERYBODY;
            case ACCOUNT -> AttemptFault.ACCOUNT;
            case NONE -> AttemptFault.THROTTLING;
        };
    }

    @BindToRegistry
    public LedgerHealth ledgerHealth(CamelContext context) {
        return new LedgerHealth(() -> ledger(context), clock);
    }

    @BindToRegistry
    public MailingHold mailingHold() {
        return hold;
    }

    @BindToRegistry
    public HoldHealth holdHealth() {
        return new HoldHealth(hold);
    }

    @BindToRegistry
    public MailJudge mailJudge(CamelContext context) throws Exception {
        Settings settings = new Settings(context);
        OutcomeWindow window = new OutcomeWindow();
        Probe probe = new SendProbe(
                context,
                new MailComposer(settings.mail(), MailRoom.ofHeap(file -> {
                    throw new IllegalStateException("A probe attaches nothing");
                })),
                classifier(context),
                settings.probeAddress(),
                window,
                NanoClock.SYSTEM);
        SharedSendRate share = new SharedSendRate(
                context,
                stateTable(context),
                () -> ses(context).serviceClientConfiguration().region().id());
        context.addService(share);
        ReputationWatch reputation = new ReputationWatch(
                context,
                () -> Reputation.of(ses(context).getSendStatistics(), clock.instant()),
                settings.holdAtBounceRate(),
                () -> registry(context),
                NanoClock.SYSTEM);
        context.addService(reputation);
        SendLimiter limiter = new SendLimiter(
                context,
                () -> SendQuota.of(ses(context).getSendQuota()),
                settings.maxRate(),
                share,
                settings.probeInterval(),
                hold,
                probe,
                new KnownMails(() -> ledger(context), failing),
                reputation::refusal,
                clock);
        context.addService(limiter);
        context.getRegistry().bind("sendLimiter", limiter);
        MailMeters meters =
                new MailMeters(() -> registry(context), hold, limiter, () -> ledger(context), share::sharing, clock);
        context.addService(meters);
        return new MailJudge(
                classifier(context),
                () -> ledger(context),
                hold,
                limiter,
                probe,
                new RetryPolicy(
                        RETRIES, settings.retryDelay(), settings.probeInterval().dividedBy(2)),
                meters,
                failing,
                window,
                NanoClock.SYSTEM);
    }

    private static FaultClassifier classifier(CamelContext context) {
        return new FaultClassifier(new Settings(context).mail().from().getAddress());
    }

    private static SesClient ses(CamelContext context) {
        return context.getRegistry().lookupByNameAndType("sesClient", SesClient.class);
    }

    private static Ledger ledger(CamelContext context) {
        return context.getRegistry().lookupByNameAndType("mailLedger", Ledger.class);
    }

    static Optional<MeterRegistry> registry(CamelContext context) {
        return Optional.ofNullable(MicrometerUtils.getMeterRegistryFromCamelRegistry(
                context.getRegistry(), MicrometerConstants.METRICS_REGISTRY_NAME));
    }

    /**
     * Creates the timer for call time-outs. Unlike the SDK's default it drops the time-out of a completed call and does
     * not wake up for it.
     */
    private ScheduledExecutorService timer(CamelContext context) {
        return context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "AwsTimeouts");
    }
}
