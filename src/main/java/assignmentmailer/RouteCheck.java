package assignmentmailer;

import static org.apache.camel.model.ProcessorDefinitionHelper.filterTypeInOutputs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.component.freemarker.FreemarkerEndpoint;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.ToDefinition;

/** Reads, before the routes start, what Camel by itself reads only with the first mail, or with the first that fails. */
final class RouteCheck extends MainListenerSupport {

    @Override
    public void beforeStart(BaseMainSupport main) {
        ModelCamelContext context = (ModelCamelContext) main.getCamelContext();
        context.getRouteDefinitions().stream()
                .flatMap(route -> filterTypeInOutputs(route.getOutputs(), ToDefinition.class).stream())
                .filter(to -> to.getEndpointUri().startsWith("freemarker:"))
                .forEach(to -> checkTemplate(context.getEndpoint(to.getEndpointUri(), FreemarkerEndpoint.class)));
        context.getRouteConfigurationDefinitions().stream()
                .flatMap(configuration -> configuration.getOnExceptions().stream())
                .forEach(onException -> checkRetry(context, onException));
    }

    private static void checkTemplate(FreemarkerEndpoint endpoint) {
        try {
            endpoint.getConfiguration().getTemplate(endpoint.getResourceUri(), endpoint.getEncoding());
        } catch (IOException missingOrBroken) {
            throw new UncheckedIOException(missingOrBroken);
        }
    }

    private static void checkRetry(CamelContext context, OnExceptionDefinition onException) {
        RedeliveryPolicyDefinition retry = onException.getRedeliveryPolicyType();
        if (retry != null) {
            Map<String, Optional<String>> numbers = Map.of(
                    "maximumRedeliveries", Optional.ofNullable(retry.getMaximumRedeliveries()),
                    "redeliveryDelay", Optional.ofNullable(retry.getRedeliveryDelay()),
                    "maximumRedeliveryDelay", Optional.ofNullable(retry.getMaximumRedeliveryDelay()),
                    "backOffMultiplier", Optional.ofNullable(retry.getBackOffMultiplier()),
                    "collisionAvoidanceFactor", Optional.ofNullable(retry.getCollisionAvoidanceFactor()));
            numbers.forEach((option, number) ->
                    number.ifPresent(text -> checkNumber(context, onException.getId() + ": " + option, text)));
        }
    }

    private static void checkNumber(CamelContext context, String option, String text) {
        String number = context.resolvePropertyPlaceholders(text);
        try {
            new BigDecimal(number);
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException("onException " + option + " " + text + " is not a number: " + number);
        }
    }
}
