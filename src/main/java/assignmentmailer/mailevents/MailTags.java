package assignmentmailer.mailevents;

import assignmentmailer.ledger.Ledger;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.ses.Ses2Constants;

/** Tags a mail that is about to be sent with its ledger key and its claim, by which SES's events find the attempt. */
public final class MailTags implements Processor {
    static final String CANDIDATE = "candidate";
    static final String CLAIM = "claim";

    /** The exchange variable with the ledger key. */
    private static final String KEY = "key";

    @Override
    public void process(Exchange exchange) {
        Map<String, String> tags = Map.of(
                CANDIDATE, CandidateTag.of(exchange.getVariable(KEY, String.class)), CLAIM, Ledger.claimId(exchange));
        exchange.getMessage().setHeader(Ses2Constants.TAGS, tags);
    }
}
