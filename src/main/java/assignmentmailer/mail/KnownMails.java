package assignmentmailer.mail;

import assignmentmailer.ledger.Ledger;
import assignmentmailer.mail.account.MailHistory;
import java.util.function.Supplier;
import org.apache.camel.Exchange;

/** Looks up sent mails in the ledger, and failed mails in this process's memory. */
public final class KnownMails implements MailHistory {
    private final Supplier<Ledger> ledger;
    private final FailingMails failing;

    public KnownMails(Supplier<Ledger> ledger, FailingMails failing) {
        this.ledger = ledger;
        this.failing = failing;
    }

    @Override
    public boolean isSent(Exchange exchange) {
        return ledger.get().isSent(keyOf(exchange));
    }

    @Override
    public boolean hasFailed(Exchange exchange) {
        return failing.contains(keyOf(exchange));
    }

    private static String keyOf(Exchange exchange) {
        return exchange.getVariable(MailJudge.KEY, "", String.class);
    }
}
