package assignmentmailer.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.CommandLineInput;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/** Runs DynamoDB Local in this JVM. */
final class LocalDynamoDb implements AutoCloseable {
    /** A strong reference: a garbage-collected logger loses its level. */
    private static final Logger SQLITE = Logger.getLogger("com.almworks.sqlite4java");

    static {
        SQLITE.setLevel(Level.OFF);
    }

    private final DynamoDBProxyServer server;
    private final URI endpoint;

    private LocalDynamoDb(int port, List<String> storage, AwsCalls calls) {
        try {
            CommandLineInput settings = settings(port, storage);
            settings.init();
            server = ServerRunner.createServer(settings);
            Server http = http(server);
            bindToThisMachine(http);
            http.setHandler(new RecordedDynamoDb(http.getHandler(), calls));
            // start() would only print that the port is taken, and continue.
            server.safeStart();
        } catch (BindException e) {
            throw new PortTakenException(port, e);
        } catch (IOException e) {
            throw e.getCause() instanceof BindException ? new PortTakenException(port, e) : new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local does not start", e);
        }
        endpoint = URI.create("http://localhost:" + port);
    }

    /** Parses one command line at a time, because DynamoDB Local's parser keeps its options in a static map. */
    private static synchronized CommandLineInput settings(int port, List<String> storage) throws Exception {
        return new CommandLineInput(
                Stream.concat(Stream.of("-port", "" + port, "-sharedDb", "-disableTelemetry"), storage.stream())
                        .toArray(String[]::new));
    }

    /** Returns the HTTP server, which DynamoDB Local does not show. */
    private static Server http(DynamoDBProxyServer server) throws ReflectiveOperationException {
        Field field = DynamoDBProxyServer.class.getDeclaredField("server");
        field.setAccessible(true);
        return (Server) field.get(server);
    }

    /**
     * Binds the server to the loopback address: DynamoDB Local has no option for it and would accept the whole network.
     */
    private static void bindToThisMachine(Server server) {
        for (Connector connector : server.getConnectors()) {
            ((ServerConnector) connector)
                    .setHost(InetAddress.getLoopbackAddress().getHostAddress());
        }
    }

    static LocalDynamoDb inMemory(AwsCalls calls) {
        return new LocalDynamoDb(freePort(), List.of("-inMemory"), calls);
    }

    static LocalDynamoDb onDisk(Path directory, int port, AwsCalls calls) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new LocalDynamoDb(port == 0 ? freePort() : port, List.of("-dbPath", directory.toString()), calls);
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local does not stop", e);
        }
    }

    /** Chooses a free port, since DynamoDB Local refuses port 0. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
