package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
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

    @Test
    void takesAStreamThatIsOff() {
        String off =
                ROUTES.replace("id: send-assignment", "id: send-assignment\n    precondition: \"{{stream.enabled}}\"");
        String replay = off + """
                - route:
                    id: replay
                    precondition: "{{replay.enabled}}"
                    from:
                      uri: file:letters/replay
                      steps:
                        - to: direct:mail-assignment
                """;

        assertThatCode(() -> check(replay, Map.of("stream.enabled", "false", "replay.enabled", "true")))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(replay, Map.of("stream.enabled", "false", "replay.enabled", "false")))
                .withMessageContaining("queue.enabled, replay.enabled, stream.enabled")
                .withMessageContaining("no candidate would be mailed");
    }

    @Test
    void refusesAnEnabledReplayWithoutItsRoute() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(ROUTES, Map.of("replay.enabled", "true")))
                .withMessageContaining("routes: no route begins with file:, although replay.enabled is true");
    }

    @ParameterizedTest
    @CsvSource({
        "file:inbox, file:inbox?chmod=600",
        "file:inbox, file:./inbox",
        "file:inbox?recursive=true, file:inbox/letters",
        "direct:mail-assignment, direct:mail-assignment",
        "aws2-ddbstream:candidates, aws2-ddbstream:candidates?stateTable=x",
        "aws2-sqs:inbox?waitTimeSeconds=20, aws2-sqs://inbox",
        "aws2-sqs:inbox, aws2-sqs:arn:aws:sqs:eu-west-1:111122223333:inbox?delaySeconds=1",
        "aws2-sqs:arn:aws:sqs:eu-west-1:111122223333:inbox, aws2-sqs:inbox",
        "aws2-sqs:arn:aws:sqs:eu-west-1:111122223333:inbox, aws2-sqs:arn:aws:sqs:eu-west-1:111122223333:inbox"
    })
    void refusesADeadLetterThatLeadsIntoADoor(String door, String letters) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(withDoor(door), Map.of("dead-letter.uri", letters)))
                .withMessageStartingWith("dead-letter.uri: a route reads candidates from there");
    }

    @ParameterizedTest
    @CsvSource({
        "aws2-sqs:inbox, aws2-sqs:inbox-dead",
        "aws2-sqs:inbox, aws2-s3:inbox",
        "aws2-sqs:arn:aws:sqs:eu-west-1:111122223333:inbox, aws2-sqs:arn:aws:sqs:eu-west-2:111122223333:inbox",
        "aws2-sqs:arn:aws:sqs:eu-west-1:111122223333:inbox, aws2-sqs:arn:aws:sqs:eu-west-1:444455556666:inbox"
    })
    void takesADeadLetterThatLeadsElsewhere(String door, String letters) {
        assertThatCode(() -> check(withDoor(door), Map.of("dead-letter.uri", letters)))
                .doesNotThrowAnyException();
    }

    private static String withDoor(String uri) {
        return ROUTES + """
                - route:
                    id: inbox
                    from:
                      uri: "%s"
                      steps:
                        - to: direct:mail-assignment
                """.formatted(uri);
    }

    @Test
    void refusesAnEnabledQueueWithoutItsRoute() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(ROUTES, Map.of("queue.enabled", "true")))
                .withMessageContaining("routes: no route begins with aws2-sqs:, although queue.enabled is true");
    }

    @Test
    void takesADeadLetterThatLeadsIntoADoorWhichIsOff() {
        String routes = ROUTES + """
                - route:
                    id: inbox
                    precondition: "{{inbox.enabled}}"
                    from:
                      uri: file:inbox
                      steps:
                        - to: direct:mail-assignment
                """;

        assertThatCode(() -> check(routes, Map.of("dead-letter.uri", "file:inbox", "inbox.enabled", "false")))
                .doesNotThrowAnyException();
    }

    private static final String EVENTS_ROUTE = """
            - route:
                id: events
                from:
                  uri: aws2-sqs:events
                  steps:
                    - log: noted
            """;

    private static Map<String, String> events(String deadLetters, String unreadable) {
        return Map.of(
                "mail-events.enabled",
                "true",
                "mail-events.queue",
                "events",
                "dead-letter.uri",
                deadLetters,
                "mail-events.unreadable-uri",
                unreadable);
    }

    @Test
    void refusesEnabledMailEventsWithoutTheirRoute() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(ROUTES, events("file:letters", "file:unreadable")))
                .withMessageContaining("routes: no route reads the queue of mail-events.enabled");
    }

    @Test
    void takesTheRouteOfMailEventsForNoDoorOfCandidates() {
        Map<String, String> settings = new HashMap<>(events("file:letters", "file:unreadable"));
        settings.put("queue.enabled", "true");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(ROUTES + EVENTS_ROUTE, settings))
                .withMessageContaining("routes: no route begins with aws2-sqs:, although queue.enabled is true");
    }

    @ParameterizedTest
    @CsvSource({
        "file:letters, file:letters",
        "file:letters, file:inbox?chmod=600",
        "aws2-sqs:letters, aws2-sqs:letters?delaySeconds=1",
        "aws2-sqs:letters, aws2-sqs:arn:aws:sqs:eu-west-1:111122223333:letters",
        "aws2-s3:letters, aws2-s3://letters",
        "file:letters, aws2-sqs:events"
    })
    void refusesUnreadableEventsWhereAReplayReadsThem(String deadLetters, String unreadable) {
        String routes = ROUTES + EVENTS_ROUTE + """
                - route:
                    id: inbox
                    from:
                      uri: file:inbox
                      steps:
                        - to: direct:mail-assignment
                """;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(routes, events(deadLetters, unreadable)))
                .withMessageStartingWith("mail-events.unreadable-uri: candidates or dead letters are there as well");
    }

    @ParameterizedTest
    @CsvSource({"file:letters, file:letters/mail-events", "aws2-sqs:letters, aws2-sqs:events-dead"})
    void takesUnreadableEventsElsewhere(String deadLetters, String unreadable) {
        assertThatCode(() -> check(ROUTES + EVENTS_ROUTE, events(deadLetters, unreadable)))
                .doesNotThrowAnyException();
    }

    private static void check(String routes) throws Exception {
        check(routes, Map.of());
    }

    private static void check(String routes, Map<String, String> settings) throws Exception {
        ModelCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().addInitialProperty("table", "candidates");
        context.getPropertiesComponent().addInitialProperty("replay.enabled", "false");
        context.getPropertiesComponent().addInitialProperty("queue.enabled", "false");
        settings.forEach(context.getPropertiesComponent()::addInitialProperty);
        Resource resource = ResourceHelper.fromString("routes.yaml", routes);
        PluginHelper.getRoutesLoader(context).loadRoutes(resource);
        RouteCheck.check(context);
    }
}
