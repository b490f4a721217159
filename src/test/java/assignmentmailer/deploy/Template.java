package assignmentmailer.deploy;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The CloudFormation template with values for its parameters: the resources whose conditions hold, with their functions
 * evaluated as CloudFormation does (AWS CloudFormation user guide, "Intrinsic function reference").
 */
public final class Template {
    public static final String REGION = "us-east-1";
    public static final String ACCOUNT = "000000000000";
    public static final String STACK = "assignment-mailer";

    private static final Path FILE = Path.of("deploy", "cloudformation.yaml");
    private static final Object NOTHING = new Object();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)}");

    private final Map<String, Object> values = new HashMap<>(Map.of(
            "AWS::Partition", "aws",
            "AWS::Region", REGION,
            "AWS::AccountId", ACCOUNT,
            "AWS::StackName", STACK,
            "AWS::NoValue", NOTHING));
    private final Map<String, Object> conditions;
    private final Map<String, Object> resources;
    private final Map<String, Object> outputs;

    /**
     * Reads the template.
     *
     * @param parameters values of parameters; the others have their defaults
     */
    public Template(Map<String, String> parameters) throws IOException {
        Map<String, Object> template;
        try (Reader file = Files.newBufferedReader(FILE)) {
            template = new Yaml(new ShortForms()).load(file);
        }
        conditions = section(template, "Conditions");
        resources = section(template, "Resources");
        outputs = section(template, "Outputs");
        section(template, "Parameters")
                .forEach((name, parameter) -> values.put(name, map(parameter).get("Default")));
        parameters.forEach((name, value) -> {
            if (!values.containsKey(name)) {
                throw new IllegalArgumentException("no parameter: " + name);
            }
            values.put(name, value);
        });
    }

    /** Returns the properties of a resource. */
    public Map<String, Object> properties(String resource) {
        Map<String, Object> declared = map(Objects.requireNonNull(resources.get(resource), resource));
        if (!isThere(declared)) {
            throw new IllegalStateException("its condition does not hold: " + resource);
        }
        return map(evaluate(declared.get("Properties")));
    }

    /** Returns the value of an output. */
    public String output(String name) {
        return String.valueOf(
                evaluate(map(Objects.requireNonNull(outputs.get(name), name)).get("Value")));
    }

    /** Returns what the policies of a role allow. */
    public Set<Grant> grants(String role) {
        return resources.values().stream()
                .map(Template::map)
                .filter(resource -> resource.get("Type").equals("AWS::IAM::RolePolicy") && isThere(resource))
                .map(policy -> map(evaluate(policy.get("Properties"))))
                .filter(policy -> policy.get("RoleName").equals(role))
                .flatMap(policy -> list(map(policy.get("PolicyDocument")).get("Statement")).stream())
                .flatMap(statement -> grants(map(statement)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<Grant> grants(Map<String, Object> statement) {
        if (!statement.keySet().equals(Set.of("Effect", "Action", "Resource"))
                || !statement.get("Effect").equals("Allow")) {
            throw new IllegalStateException("not a plain permission: " + statement);
        }
        return list(statement.get("Action")).stream().flatMap(action -> oneOrMore(statement.get("Resource"))
                .map(resource -> new Grant(String.valueOf(action), String.valueOf(resource))));
    }

    private boolean isThere(Map<String, Object> resource) {
        return !resource.containsKey("Condition") || holds(String.valueOf(resource.get("Condition")));
    }

    private boolean holds(String condition) {
        return (boolean) evaluate(Objects.requireNonNull(conditions.get(condition), condition));
    }

    private Object evaluate(Object node) {
        if (node instanceof List<?> list) {
            return list.stream()
                    .map(this::evaluate)
                    .filter(item -> item != NOTHING)
                    .toList();
        }
        if (!(node instanceof Map<?, ?> map)) {
            return node;
        }
        if (map.size() == 1 && map.keySet().iterator().next() instanceof Function function) {
            return apply(function.name(), map.values().iterator().next());
        }
        Map<String, Object> evaluated = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            Object result = evaluate(value);
            if (result != NOTHING) {
                evaluated.put(String.valueOf(key), result);
            }
        });
        return evaluated;
    }

    private Object apply(String function, Object argument) {
        return switch (function) {
            case "Ref" -> reference(String.valueOf(argument));
            case "GetAtt" -> attribute(String.valueOf(argument));
            case "Sub" -> substitute(argument);
            case "If" ->
                evaluate(list(argument).get(holds(String.valueOf(list(argument).get(0))) ? 1 : 2));
            case "Condition" -> holds(String.valueOf(argument));
            case "Equals" ->
                evaluate(list(argument).get(0)).equals(evaluate(list(argument).get(1)));
            case "Not" -> !(boolean) evaluate(list(argument).get(0));
            case "And" -> list(argument).stream().allMatch(part -> (boolean) evaluate(part));
            case "Join" ->
                list(evaluate(list(argument).get(1))).stream()
                        .map(String::valueOf)
                        .collect(
                                Collectors.joining(String.valueOf(list(argument).get(0))));
            default -> throw new IllegalStateException("The template has a new function: " + function);
        };
    }

    /** Returns a parameter's value, or the name of a resource. */
    private Object reference(String name) {
        if (values.containsKey(name)) {
            return Objects.requireNonNull(values.get(name), () -> "parameter without value: " + name);
        }
        Objects.requireNonNull(resources.get(name), () -> "neither parameter nor resource: " + name);
        return name;
    }

    /** Returns the ARN of a queue; other attributes by their own text, which no policy of a role has. */
    private Object attribute(String text) {
        String resource = text.substring(0, text.indexOf('.'));
        Map<String, Object> declared = map(Objects.requireNonNull(resources.get(resource), text));
        return declared.get("Type").equals("AWS::SQS::Queue") && text.endsWith(".Arn")
                ? "arn:aws:sqs:%s:%s:%s"
                        .formatted(REGION, ACCOUNT, properties(resource).get("QueueName"))
                : text;
    }

    private String substitute(Object argument) {
        List<Object> parts = argument instanceof List<?> ? list(argument) : List.of(argument, Map.of());
        Map<String, Object> own = map(parts.get(1));
        return VARIABLE.matcher(String.valueOf(parts.get(0)))
                .replaceAll(found -> String.valueOf(
                        own.containsKey(found.group(1))
                                ? evaluate(own.get(found.group(1)))
                                : found.group(1).contains(".")
                                        ? attribute(found.group(1))
                                        : reference(found.group(1))));
    }

    private static Stream<Object> oneOrMore(Object value) {
        return value instanceof List<?> ? list(value).stream() : Stream.of(value);
    }

    private static Map<String, Object> section(Map<String, Object> template, String name) {
        return map(Objects.requireNonNull(template.get(name), name));
    }

    private static Map<String, Object> map(Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((key, item) -> map.put(String.valueOf(key), item));
        return map;
    }

    private static List<Object> list(Object value) {
        return new ArrayList<>((List<?>) value);
    }

    /** A function of CloudFormation, the key of a map with its argument. */
    private record Function(String name) {}

    /** Reads {@code !Ref x} and the other short forms of functions. */
    private static final class ShortForms extends SafeConstructor {
        ShortForms() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    return Map.of(new Function(node.getTag().getValue().substring(1)), argument(node));
                }
            });
        }

        private @Nullable Object argument(Node node) {
            if (node instanceof SequenceNode sequence) {
                return constructSequence(sequence);
            }
            if (node instanceof MappingNode mapping) {
                return constructMapping(mapping);
            }
            return constructScalar((ScalarNode) node);
        }
    }
}
