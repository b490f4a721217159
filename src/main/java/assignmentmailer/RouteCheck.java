package assignmentmailer;

import static org.apache.camel.model.ProcessorDefinitionHelper.filterTypeInOutputs;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.assignment.AssignmentRules;
import assignmentmailer.mail.Templates;
import assignmentmailer.queue.QueueName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.freemarker.FreemarkerEndpoint;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.errorhandler.DeadLetterChannelDefinition;
import org.apache.camel.spi.Language;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PatternHelper;
import org.apache.camel.support.builder.ExpressionBuilder;

/**
 * Validates routes before they start: mistakes that Camel reports only on the first mail, on the first failure, or
 * never.
 */
final class RouteCheck extends MainListenerSupport {
    /** The doors of candidates: the setting that enables a door, and the scheme of the route that reads there. */
    private static final Map<String, String> DOORS = new TreeMap<>(
            Map.of("stream.enabled", "aws2-ddbstream:", "queue.enabled", "aws2-sqs:", "replay.enabled", "file:"));

    private static final String DEAD_LETTERS = "dead-letter.uri";
    private static final String EVENTS = "mail-events.enabled";
    private static final String UNREADABLE = "mail-events.unreadable-uri";
    private static final String DIRECT = "direct:";
    private static final String FILE = "file:";
    private static final String QUEUE = "aws2-sqs:";
    private static final String TEMPLATE = "freemarker:";

    @Override
    public void beforeInitialize(BaseMainSupport main) {
        RouteFiles.prepare(main.getCamelContext());
    }

    @Override
    public void beforeStart(BaseMainSupport main) {
        ModelCamelContext context = (ModelCamelContext) main.getCamelContext();
        context.getRegistry().findSingleByType(AssignmentRules.class).tryExpressions();
        checkAll(context);
        try {
            RouteReload.guard(context, RouteFiles.FOLDER, RouteCheck::checkAll);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void checkAll(ModelCamelContext context) {
        check(context);
        checkTemplates(context);
    }

    /** @throws IllegalArgumentException when the routes do not fit together; the message names the route or the setting */
    static void check(ModelCamelContext context) {
        Set<String> inputs = enabledRoutes(context)
                .map(route ->
                        context.resolvePropertyPlaceholders(route.getInput().getEndpointUri()))
                .collect(Collectors.toSet());
        checkDoors(context, inputs, eventsQueue(context));
        context.getPropertiesComponent()
                .resolveProperty(DEAD_LETTERS)
                .ifPresent(letters -> checkDeadLetters(context, inputs, letters));
        checkMailEvents(context, inputs);
        context.getRouteDefinitions().forEach(route -> checkConfiguration(context, route));
        targets(context).filter(uri -> uri.startsWith(DIRECT)).forEach(uri -> checkTarget(inputs, uri));
        context.getRouteConfigurationDefinitions().stream()
                .flatMap(configuration -> configuration.getOnExceptions().stream())
                .forEach(onException -> checkRetry(context, onException));
    }

    /** Returns the routes that Camel starts: all but those whose precondition does not hold. */
    private static Stream<RouteDefinition> enabledRoutes(ModelCamelContext context) {
        return context.getRouteDefinitions().stream().filter(route -> isEnabled(context, route));
    }

    private static boolean isEnabled(CamelContext context, RouteDefinition route) {
        if (route.getPrecondition() == null) {
            return true;
        }
        Predicate precondition = context.resolveLanguage("simple")
                .createPredicate(context.resolvePropertyPlaceholders(route.getPrecondition()));
        precondition.init(context);
        return precondition.matches(new DefaultExchange(context));
    }

    /** @throws IllegalArgumentException or UncheckedIOException when a template fails its trial */
    static void checkTemplates(ModelCamelContext context) {
        Language simple = context.resolveLanguage("simple");
        Stream<Expression> named =
                targets(context).filter(uri -> uri.startsWith(TEMPLATE)).map(ExpressionBuilder::constantExpression);
        Stream<Expression> chosen = steps(context, ToDynamicDefinition.class)
                .map(ToDynamicDefinition::getUri)
                .map(context::resolvePropertyPlaceholders)
                .filter(uri -> uri.startsWith(TEMPLATE))
                .map(simple::createExpression);
        List<Expression> uris = Stream.concat(named, chosen).toList();
        uris.forEach(uri -> uri.init(context));
        try {
            context.getRegistry()
                    .findSingleByType(Templates.class)
                    .use(assignment -> templates(context, uris, assignment));
        } catch (IOException missingOrBroken) {
            throw new UncheckedIOException(missingOrBroken);
        }
    }

    /** Returns the templates that render an assignment's mail. */
    private static List<String> templates(CamelContext context, List<Expression> uris, Assignment assignment) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(assignment);
        return uris.stream()
                .map(uri -> uri.evaluate(exchange, String.class))
                .map(uri -> context.getEndpoint(uri, FreemarkerEndpoint.class).getResourceUri())
                .distinct()
                .toList();
    }

    /** Returns the endpoint of the queue of mail events, empty where none is read. */
    private static Optional<String> eventsQueue(CamelContext context) {
        PropertiesComponent settings = context.getPropertiesComponent();
        return settings.resolveProperty(EVENTS)
                .filter("true"::equals)
                .map(enabled ->
                        QUEUE + settings.resolveProperty("mail-events.queue").orElse(""));
    }

    private static void checkDoors(CamelContext context, Set<String> inputs, Optional<String> eventsQueue) {
        List<String> enabled = DOORS.keySet().stream()
                .filter(setting -> isEnabled(context, setting))
                .toList();
        if (enabled.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s: all are false, so that no candidate would be mailed: set one to true"
                            .formatted(String.join(", ", DOORS.keySet())));
        }
        for (String setting : enabled) {
            String scheme = DOORS.get(setting);
            if (inputs.stream()
                    .filter(uri ->
                            eventsQueue.filter(queue -> isSameQueue(queue, uri)).isEmpty())
                    .noneMatch(uri -> uri.startsWith(scheme))) {
                throw new IllegalArgumentException(
                        "%s: no route begins with %s, although %s is true, so that no candidate would be mailed from there: add such a route to one of the files"
                                .formatted(RouteFiles.FOLDER, scheme, setting));
            }
        }
    }

    private static boolean isEnabled(CamelContext context, String setting) {
        return "true"
                .equals(context.getPropertiesComponent()
                        .resolveProperty(setting)
                        .orElse("true"));
    }

    /** A dead letter that leads into a door would be mailed, fail and become a dead letter for ever. */
    private static void checkDeadLetters(CamelContext context, Set<String> inputs, String letters) {
        String target = context.resolvePropertyPlaceholders(letters);
        for (String input : inputs) {
            if (plain(input).equals(plain(target))
                    || isInFolder(context, target, input)
                    || isSameQueue(target, input)) {
                throw new IllegalArgumentException(
                        "%s: a route reads candidates from there (%s), so that each dead letter would be mailed again and again: set another endpoint"
                                .formatted(DEAD_LETTERS, plain(input)));
            }
        }
    }

    /**
     * An unreadable event that leads into a door of candidates would become a dead letter, and among the dead letters it
     * would be replayed with them.
     */
    private static void checkMailEvents(CamelContext context, Set<String> inputs) {
        PropertiesComponent settings = context.getPropertiesComponent();
        Optional<String> queue = eventsQueue(context);
        if (queue.isEmpty()) {
            return;
        }
        if (inputs.stream().noneMatch(input -> isSameQueue(queue.get(), input))) {
            throw new IllegalArgumentException(
                    "%s: no route reads the queue of %s, although it is true, so that no event would be noted: add such a route to one of the files"
                            .formatted(RouteFiles.FOLDER, EVENTS));
        }
        String unreadable = context.resolvePropertyPlaceholders(
                settings.resolveProperty(UNREADABLE).orElse(""));
        Set<String> taken = new TreeSet<>(inputs);
        settings.resolveProperty(DEAD_LETTERS)
                .map(context::resolvePropertyPlaceholders)
                .ifPresent(taken::add);
        for (String other : taken) {
            if (plain(other).equals(plain(unreadable))
                    || isInFolder(context, unreadable, other)
                    || isSameQueue(unreadable, other)) {
                throw new IllegalArgumentException(
                        "%s: candidates or dead letters are there as well (%s), so that a message that is no event would be replayed: set another endpoint"
                                .formatted(UNREADABLE, plain(other)));
            }
        }
    }

    private static boolean isInFolder(CamelContext context, String target, String input) {
        if (!target.startsWith(FILE) || !input.startsWith(FILE)) {
            return false;
        }
        FileEndpoint door = context.getEndpoint(input, FileEndpoint.class);
        Path folder = folder(door);
        Path letters = folder(context.getEndpoint(target, FileEndpoint.class));
        return letters.equals(folder) || door.isRecursive() && letters.startsWith(folder);
    }

    private static boolean isSameQueue(String target, String input) {
        return target.startsWith(QUEUE)
                && input.startsWith(QUEUE)
                && queue(target).mayBe(queue(input));
    }

    private static QueueName queue(String uri) {
        return QueueName.parse(plain(uri).substring(QUEUE.length()));
    }

    private static Path folder(FileEndpoint endpoint) {
        return endpoint.getFile().toPath().toAbsolutePath().normalize();
    }

    private static void checkConfiguration(ModelCamelContext context, RouteDefinition route) {
        String wanted = Optional.ofNullable(route.getRouteConfigurationId()).orElse("");
        for (String pattern : wanted.isEmpty() ? new String[0] : wanted.split(",")) {
            if (context.getRouteConfigurationDefinitions().stream()
                    .map(RouteConfigurationDefinition::getId)
                    .noneMatch(id -> PatternHelper.matchPattern(id, pattern))) {
                throw new IllegalArgumentException(
                        "%s: the route %s names the routeConfigurationId %s, which no file defines: its failures would be unhandled"
                                .formatted(RouteFiles.FOLDER, route.getId(), pattern));
            }
        }
    }

    private static void checkTarget(Set<String> inputs, String uri) {
        if (inputs.stream().noneMatch(input -> plain(input).equals(plain(uri)))) {
            throw new IllegalArgumentException(
                    "%s: a step sends to %s, but no route begins with it".formatted(RouteFiles.FOLDER, plain(uri)));
        }
    }

    /** Strips slashes and options, which do not distinguish direct endpoints. */
    private static String plain(String uri) {
        return uri.split("\\?", 2)[0].replace("://", ":");
    }

    /** Returns the target URIs of all steps in routes and route configurations. */
    private static Stream<String> targets(ModelCamelContext context) {
        Stream<String> letters = context.getRouteConfigurationDefinitions().stream()
                .map(RouteConfigurationDefinition::getErrorHandler)
                .filter(handler ->
                        handler != null && handler.getErrorHandlerType() instanceof DeadLetterChannelDefinition)
                .map(handler -> ((DeadLetterChannelDefinition) handler.getErrorHandlerType()).getDeadLetterUri());
        Stream<String> steps = steps(context, ToDefinition.class).map(ToDefinition::getEndpointUri);
        return Stream.concat(letters, steps).map(context::resolvePropertyPlaceholders);
    }

    /** Returns all steps of a type in the enabled routes and in route configurations. */
    static <T> Stream<T> steps(ModelCamelContext context, Class<T> type) {
        Stream<ProcessorDefinition<?>> ofRoutes = enabledRoutes(context).flatMap(route -> route.getOutputs().stream());
        Stream<ProcessorDefinition<?>> ofConfigurations = context.getRouteConfigurationDefinitions().stream()
                .flatMap(configuration -> configuration.getOnExceptions().stream())
                .flatMap(onException -> onException.getOutputs().stream());
        return Stream.concat(ofRoutes, ofConfigurations)
                .map(List::<ProcessorDefinition<?>>of)
                .map(step -> filterTypeInOutputs(step, type))
                .flatMap(Collection::stream);
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
            throw new IllegalArgumentException(
                    "%s: onException %s %s is not a number".formatted(RouteFiles.FOLDER, option, text));
        }
    }
}
