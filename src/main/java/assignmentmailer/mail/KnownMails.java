package assignmentmailer.mail;

import assignmentmailer.ledger.Ledger;
import assignmentmailer.mail.account.MailHistory;
import java.util.function.Supplier;
import org.apache.camel.Exchange;

/** Looks up mails that need no sending in the ledger, and failed mails in this process's memory. */
public final class KnownMails implements MailHistory {
    private final Supplier<Ledger> ledger;
    private final FailingMails failing;

    public KnownMails(Supplier<Ledger> ledger, FailingMails failing) {
        this.ledger = ledger;
        this.failing = failing;
    }

    @Override
    public boolean isSent(Exchange exchange) {
        return ledger.get().isHandled(exchange, key(exchange));
    }

    @Override
    public boolean hasFailed(Exchange exchange) {
        return failing.contains(key(exchange));
    }

    @Override
    public String key(Exchange exchange) {
        return exchange.getVariable(MailJudge.KEY, "", String.class);
    }
}
