package assignmentmailer;

import static org.apache.camel.model.ProcessorDefinitionHelper.filterTypeInOutputs;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.freemarker.FreemarkerEndpoint;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.reifier.errorhandler.ErrorHandlerReifier;

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
        if (onException.getRedeliveryPolicyType() == null) {
            return;
        }
        try {
            ErrorHandlerReifier.createRedeliveryPolicy(onException.getRedeliveryPolicyType(), context, null);
        } catch (RuntimeCamelException malformed) {
            throw new IllegalArgumentException(
                    "The redelivery policy of " + onException.getId() + " is wrong: " + malformed.getMessage(),
                    malformed);
        }
    }
}
