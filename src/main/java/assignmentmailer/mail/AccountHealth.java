package assignmentmailer.mail;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Reports the service as not ready while mailing is held. */
public final class AccountHealth extends AbstractHealthCheck {
    private final AccountHold hold;

    public AccountHealth(AccountHold hold) {
        super("assignment-mailer", "ses-account");
        this.hold = hold;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        hold.description().ifPresentOrElse(cause -> builder.message(cause).down(), builder::up);
    }
}
