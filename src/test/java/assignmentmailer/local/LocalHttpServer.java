package assignmentmailer.local;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on the loopback address. */
public final class LocalHttpServer implements AutoCloseable {
    private static final int LONGEST_ANSWER_S = 5;

    static {
        // the JDK's server would wait for the client's delayed acknowledgement, 40 ms, between head and body of an
        // answer
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(LocalHttpServer::daemon);

    private LocalHttpServer(HttpServer server, HttpHandler handler) {
        this.server = server;
        server.createContext("/", handler);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * Starts a server that passes every request to the handler.
     *
     * @param port 0 for a free one
     * @throws PortTakenException when the port is in use
     */
    public static LocalHttpServer start(int port, HttpHandler handler) {
        try {
            return new LocalHttpServer(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0), handler);
        } catch (BindException e) {
            throw new PortTakenException(port, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** Closes the port after responding to the requests in progress. */
    void closeGracefully() {
        server.stop(LONGEST_ANSWER_S);
        threads.shutdownNow();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "local-http");
        thread.setDaemon(true);
        return thread;
    }
}
