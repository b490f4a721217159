package assignmentmailer.mail;

import assignmentmailer.mail.account.NanoClock;
import assignmentmailer.mail.account.Probe;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.aws2.ses.Ses2Constants;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes SES with a mail to the mailbox simulator, which works in the sandbox and affects neither the daily quota nor
 * the sender's reputation (<a href="https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html">SES
 * developer guide, "Using the mailbox simulator"</a>).
 */
public final class SendProbe implements Probe {
    private static final Logger LOG = LoggerFactory.getLogger(SendProbe.class);
    private static final String KEY = "probe";
    private static final String SEND_MAIL = "direct:send-mail";
    private static final String TEXT =
            "This mail tests whether Amazon SES accepts mails from assignment-mailer. It is sent to no candidate.";

    private final CamelContext context;
    private final MailComposer composer;
    private final FaultClassifier classifier;
    private final String address;
    private final OutcomeWindow window;
    private final NanoClock clock;
    private @Nullable ProducerTemplate producer;
    private final ReentrantLock sending = new ReentrantLock();
    private Result last = Result.REFUSED;
    private long lastEnded;
    private boolean isEverSent;

    /**
     * @param address the recipient of probes
     * @param window records whether SES accepted the latest probe
     */
    public SendProbe(
            CamelContext context,
            MailComposer composer,
            FaultClassifier classifier,
            String address,
            OutcomeWindow window,
            NanoClock clock) {
        this.context = context;
        this.composer = composer;
        this.classifier = classifier;
        this.address = address;
        this.window = window;
        this.clock = clock;
    }

    @Override
    public Result send() {
        long asked = clock.nanos();
        sending.lock();
        try {
            if (!isEverSent || lastEnded < asked) {
                last = sendNow();
                lastEnded = clock.nanos();
                isEverSent = true;
            }
            return last;
        } finally {
            sending.unlock();
        }
    }

    private Result sendNow() {
        if (producer == null) {
            producer = context.createProducerTemplate();
        }
        Exchange sent =
                producer.send(SEND_MAIL, exchange -> composer.compose(exchange, address, TEXT, "<p>" + TEXT + "</p>"));
        Result result = resultOf(sent);
        if (result == Result.TAKEN || result == Result.REFUSED) {
            window.note(KEY, result == Result.TAKEN, clock.nanos());
        }
        LOG.debug("Probe result: {}", result, sent.getException());
        return result;
    }

    private Result resultOf(Exchange sent) {
        Exception failure = sent.getException();
        if (failure == null) {
            String messageId = sent.getMessage().getHeader(Ses2Constants.MESSAGE_ID, String.class);
            return messageId == null || messageId.isBlank() ? Result.REFUSED : Result.TAKEN;
        }
        if (!FaultClassifier.isOfTheCall(failure)) {
            return Result.REFUSED;
        }
        if (classifier.isDeniedForRecipient(failure, address)) {
            return Result.DENIED;
        }
        return switch (classifier.classify(failure, address).owner()) {
            case NONE -> Result.THROTTLED;
            case MAIL -> Result.DENIED;
            case MAIL_OR_EVERYBODY, ACCOUNT -> Result.REFUSED;
        };
    }
}
