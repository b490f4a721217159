package assignmentmailer.mail.account;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Reports the service as not ready during a hold. */
public final class HoldHealth extends AbstractHealthCheck {
    private final MailingHold hold;

    public HoldHealth(MailingHold hold) {
        super("assignment-mailer", "mailing");
        this.hold = hold;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        hold.description().ifPresentOrElse(why -> builder.message(why).down(), builder::up);
    }
}
