package assignmentmailer.assignment;

import assignmentmailer.candidate.Candidate;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Replaces the candidate in an exchange's body with their assignment. */
public final class AssignmentProcessor implements Processor {
    private final AssignmentRules rules;

    public AssignmentProcessor(AssignmentRules rules) {
        this.rules = rules;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        Candidate candidate = message.getMandatoryBody(Candidate.class);
        message.setBody(rules.assign(candidate));
    }
}
