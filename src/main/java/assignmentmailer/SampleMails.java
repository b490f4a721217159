package assignmentmailer;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.mail.MailComposer;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Producer;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;

/** Renders and composes the mail of a sample candidate for each rule, by the steps of the routes that render it. */
final class SampleMails {
    private final ModelCamelContext context;
    private final Language simple;

    SampleMails(ModelCamelContext context) {
        this.context = context;
        this.simple = context.resolveLanguage("simple");
    }

    /** Returns one sample for each rule. */
    Collection<Assignment> samples() {
        Map<String, Assignment> ofRules = new LinkedHashMap<>();
        new AssignmentMailer().samples(context).forEach(sample -> ofRules.putIfAbsent(sample.rule(), sample));
        return ofRules.values();
    }

    /** Returns the size of a sample's mail. */
    int bytes(Assignment sample) throws Exception {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(sample);
        for (ToDynamicDefinition step :
                RouteCheck.steps(context, ToDynamicDefinition.class).toList()) {
            if (step.getVariableReceive() != null) {
                exchange.setVariable(step.getVariableReceive(), render(step, sample));
            }
        }
        context.getRegistry().findSingleByType(MailComposer.class).process(exchange);
        ByteArrayOutputStream mail = new ByteArrayOutputStream();
        exchange.getMessage().getMandatoryBody(MimeMessage.class).writeTo(mail);
        return mail.size();
    }

    private String render(ToDynamicDefinition step, Assignment sample) throws Exception {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(sample);
        Expression uri = simple.createExpression(context.resolvePropertyPlaceholders(step.getUri()));
        uri.init(context);
        Endpoint endpoint = context.getEndpoint(uri.evaluate(exchange, String.class));
        Producer producer = endpoint.createProducer();
        ServiceHelper.startService(endpoint, producer);
        producer.process(exchange);
        return exchange.getMessage().getBody(String.class);
    }
}
