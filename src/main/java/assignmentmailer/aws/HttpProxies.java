package assignmentmailer.aws;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Selects the HTTP proxy for a host by the conventions of curl and the JDK: {@code https.proxyHost} or
 * {@code HTTPS_PROXY} for https, {@code http.proxyHost} or {@code HTTP_PROXY} for http, no proxy for hosts in
 * {@code http.nonProxyHosts} or {@code NO_PROXY}or for the loopback address.
 */
public final class HttpProxies {
    private static final List<String> SCHEMES = List.of("http", "https");
    private static final int HTTP_PORT = 80;
    private static final int LARGEST_PORT = 65_535;
    private static final Pattern THIS_MACHINE =
            Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[?::1]?", Pattern.CASE_INSENSITIVE);

    private final Map<String, Proxy> byScheme;
    private final List<Pattern> direct;

    /**
     * A proxy, always contacted by http.
     *
     * @param user empty for a proxy without authentication
     */
    record Proxy(String host, int port, Optional<User> user) {}

    /** The credentials for a proxy. */
    record User(String name, String password) {

        static User parse(String nameAndPassword) {
            String[] parts = nameAndPassword.split(":", 2);
            return new User(parts[0], parts.length == 1 ? "" : parts[1]);
        }

        @Override
        public String toString() {
            return "User";
        }
    }

    /**
     * Reads the environment and system properties; system properties take precedence.
     *
     * @throws IllegalArgumentException when a proxy is not a host and port; the message names the variable, never its
     *     value
     */
    public HttpProxies(Map<String, String> environment, Map<String, String> system) {
        this.byScheme = SCHEMES.stream()
                .flatMap(scheme -> proxy(scheme, environment, system).map(proxy -> Map.entry(scheme, proxy)).stream())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        this.direct = Stream.concat(
                        split(system.getOrDefault("http.nonProxyHosts", ""), "\\|")
                                .map(HttpProxies::jdkPattern),
                        variable("no_proxy", environment).stream()
                                .flatMap(hosts -> split(hosts.value(), "[,\\s]+"))
                                .map(HttpProxies::curlPattern))
                .map(pattern -> Pattern.compile(pattern, Pattern.CASE_INSENSITIVE))
                .toList();
    }

    boolean isEmpty() {
        return byScheme.isEmpty();
    }

    Optional<Proxy> to(String scheme, String host) {
        return Optional.ofNullable(byScheme.get(scheme.toLowerCase(Locale.ROOT)))
                .filter(proxy -> !THIS_MACHINE.matcher(host).matches())
                .filter(proxy -> direct.stream()
                        .noneMatch(pattern -> pattern.matcher(host).matches()));
    }

    List<Proxy> all() {
        return List.copyOf(byScheme.values());
    }

    private static Optional<Proxy> proxy(String scheme, Map<String, String> environment, Map<String, String> system) {
        String host = system.getOrDefault(scheme + ".proxyHost", "").strip();
        if (!host.isEmpty()) {
            String key = scheme + ".proxyPort";
            String port = system.getOrDefault(key, scheme.equals("https") ? "443" : "80");
            return Optional.of(new Proxy(host, port(port, "-D" + key), Optional.empty()));
        }
        return variable(scheme + "_proxy", environment).map(HttpProxies::parse);
    }

    private static Proxy parse(Variable variable) {
        String value = variable.value();
        try {
            URI uri = new URI(value.contains("://") ? value : "http://" + value);
            if (uri.getHost() != null && uri.getPort() <= LARGEST_PORT) {
                int port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
                return new Proxy(
                        uri.getHost(),
                        port,
                        Optional.ofNullable(uri.getUserInfo()).map(User::parse));
            }
        } catch (URISyntaxException malformed) {
            // The exception's message would reveal the value, which may contain a password.
        }
        throw new IllegalArgumentException(variable.name()
                + " in the environment must be a proxy's address such as http://proxy.example.com:3128");
    }

    private static int port(String text, String key) {
        try {
            int port = Integer.parseInt(text.strip());
            if (port > 0 && port <= LARGEST_PORT) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below, like a number outside the range of ports.
        }
        throw new IllegalArgumentException(key + " must be a port");
    }

    private record Variable(String name, String value) {}

    /** Prefers lower case, as curl does. */
    private static Optional<Variable> variable(String name, Map<String, String> environment) {
        return Stream.of(name, name.toUpperCase(Locale.ROOT))
                .filter(spelling -> !environment.getOrDefault(spelling, "").isBlank())
                .findFirst()
                .map(spelling ->
                        new Variable(spelling, environment.get(spelling).strip()));
    }

    private static Stream<String> split(String hosts, String separator) {
        return Arrays.stream(hosts.split(separator)).map(String::strip).filter(host -> !host.isEmpty());
    }

    /** Converts a JDK pattern: a star matches any text (JDK, "Networking Properties"). */
    private static String jdkPattern(String host) {
        return Arrays.stream(host.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    }

    /**
     * Converts a curl pattern: a name matches itself and its subdomains, with or without a leading dot (curl manual,
     * NO_PROXY).
     */
    private static String curlPattern(String host) {
        if (host.equals("*")) {
            return ".*";
        }
        String name = host.replaceFirst("^\\*?\\.", "").replaceFirst(":\\d+$", "");
        return "(.*\\.)?" + Pattern.quote(name);
    }
}
