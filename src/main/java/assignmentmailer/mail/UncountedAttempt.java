package assignmentmailer.mail;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Lets a failure that says nothing about the mail not count as one of its attempts, which all failures share. */
final class UncountedAttempt implements Processor {
    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().removeHeader(Exchange.REDELIVERY_COUNTER);
    }
}
