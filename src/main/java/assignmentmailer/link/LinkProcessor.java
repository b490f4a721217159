package assignmentmailer.link;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.assignment.S3Object;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Replaces the S3 object in an exchange's assignment with a link presigned for this mail. */
public final class LinkProcessor implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(LinkProcessor.class);
    private static final Duration BETWEEN_WARNINGS = Duration.ofHours(1);

    private final LinkSigner signer;
    private final InstantSource clock;
    private final AtomicReference<Instant> warnedOfWaiting = new AtomicReference<>(Instant.MIN);
    private final AtomicReference<Instant> warnedOfShort = new AtomicReference<>(Instant.MIN);

    public LinkProcessor(LinkSigner signer, InstantSource clock) {
        this.signer = signer;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        Assignment assignment = message.getMandatoryBody(Assignment.class);
        Optional<S3Object> object = Optional.ofNullable(assignment.url()).flatMap(S3Object::of);
        if (object.isPresent()) {
            Link link = sign(object.get());
            link.expires().ifPresent(this::warnIfShort);
            message.setBody(assignment.withLink(link.url(), link.expires().orElse(null)));
        }
    }

    private Link sign(S3Object object) {
        try {
            return signer.sign(object);
        } catch (SdkClientException noCredentials) {
            warn(warnedOfWaiting, "Mails with a link wait, as it cannot be signed: " + noCredentials.getMessage());
            throw noCredentials;
        }
    }

    /** Temporary credentials that sufficed at the start may be refreshed too late for a later link. */
    private void warnIfShort(Instant expires) {
        if (expires.isBefore(clock.instant().plus(signer.validFor()).minusSeconds(1))) {
            warn(
                    warnedOfShort,
                    "Links end at %s with the credentials that sign them, before link.valid-for: %s"
                            .formatted(expires, LinkCheck.REMEDIES));
        }
    }

    private void warn(AtomicReference<Instant> warned, String why) {
        Instant now = clock.instant();
        Instant last = warned.get();
        if ((last.equals(Instant.MIN) || now.isAfter(last.plus(BETWEEN_WARNINGS))) && warned.compareAndSet(last, now)) {
            LOG.warn("{}", why);
        }
    }
}
