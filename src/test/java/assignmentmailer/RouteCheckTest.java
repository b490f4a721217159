package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalid routes that Camel itself would start, and that would mail no candidate or lose one. */
class RouteCheckTest {
    private static final String ROUTES = """
            - routeConfiguration:
                id: failures
                errorHandler:
                  deadLetterChannel:
                    deadLetterUri: direct:dead-letter
                onException:
                  - onException:
                      id: any
                      exception: [java.lang.Exception]
                      redeliveryPolicy:
                        maximumRedeliveries: 10
                        redeliveryDelay: "500"
                        maximumRedeliveryDelay: "30000"
                        backOffMultiplier: 2
                        collisionAvoidanceFactor: 0.2
                      steps:
                        - to: direct:dead-letter
            - route:
                id: send-assignment
                routeConfigurationId: failures
                from:
                  uri: aws2-ddbstream:candidates
                  steps:
                    - filter:
                        simple: ${body} != null
                        steps:
                          - to:
                              uri: direct
                              parameters:
                                name: mail-assignment
            - route:
                id: mail-assignment
                from:
                  uri: direct:mail-assignment
                  steps:
                    - log: mailed
            - route:
                id: dead-letter
                from:
                  uri: direct:dead-letter
                  steps:
                    - log: kept
            """;

    @Test
    void takesRoutesThatFitTogether() {
        assertThatCode(() -> check(ROUTES)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "uri: aws2-ddbstream:candidates | uri: timer:tick | routes: no route begins with aws2-ddbstream:",
                "uri: direct:mail-assignment | uri: direct:mail | routes: a step sends to direct:mail-assignment, but no route",
                "name: mail-assignment | name: mail-asignment | routes: a step sends to direct:mail-asignment, but no route",
                " uri: direct:dead-letter | uri: direct:dead | routes: a step sends to direct:dead-letter, but no route",
                "deadLetterUri: direct:dead-letter | deadLetterUri: direct:letters | routes: a step sends to direct:letters, but no route",
                "- to: direct:dead-letter | - to: direct:deadletter | routes: a step sends to direct:deadletter, but no route",
                "routeConfigurationId: failures | routeConfigurationId: failure | routes: the route send-assignment names the routeConfigurationId failure,",
                "routeConfigurationId: failures | routeConfigurationId: failures,audit | names the routeConfigurationId audit,",
                "maximumRedeliveries: 10 | maximumRedeliveries: ten | routes: onException any: maximumRedeliveries ten is not a number",
                "redeliveryDelay: \"500\" | redeliveryDelay: \"500ms\" | routes: onException any: redeliveryDelay 500ms is not a number",
                "maximumRedeliveryDelay: \"30000\" | maximumRedeliveryDelay: \"30s\" | routes: onException any: maximumRedeliveryDelay 30s is not a number",
                "backOffMultiplier: 2 | backOffMultiplier: twice | routes: onException any: backOffMultiplier twice is not a number",
                "collisionAvoidanceFactor: 0.2 | collisionAvoidanceFactor: 20% | routes: onException any: collisionAvoidanceFactor 20% is not a number"
            })
    void refuses(String right, String wrong, String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(ROUTES.replace(right, wrong)))
                .withMessageContaining(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "routeConfigurationId: failures | routeConfigurationId: fail*",
                "uri: direct:mail-assignment | uri: direct:mail-assignment?synchronous=true",
                "uri: direct:mail-assignment | uri: direct://mail-assignment",
                "uri: aws2-ddbstream:candidates | uri: aws2-ddbstream:{{table}}"
            })
    void takes(String right, String other) {
        assertThatCode(() -> check(ROUTES.replace(right, other))).doesNotThrowAnyException();
    }

    private static void check(String routes) throws Exception {
        ModelCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().addInitialProperty("table", "candidates");
        Resource resource = ResourceHelper.fromString("routes.yaml", routes);
        PluginHelper.getRoutesLoader(context).loadRoutes(resource);
        RouteCheck.check(context);
    }
}
