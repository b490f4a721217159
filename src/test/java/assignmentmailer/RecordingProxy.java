package assignmentmailer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** A local HTTP proxy that records requested targets and forwards nothing. */
public final class RecordingProxy implements AutoCloseable {
    private static final byte[] NOWHERE = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket server;
    private final Set<String> targets = new ConcurrentSkipListSet<>();

    private RecordingProxy(ServerSocket server) {
        this.server = server;
    }

    public static RecordingProxy start() throws IOException {
        RecordingProxy proxy = new RecordingProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(proxy::serve, "recording-proxy");
        thread.setDaemon(true);
        thread.start();
        return proxy;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Returns the requested targets: host and port of tunnels, host of plain requests. */
    public Set<String> targets() {
        return targets;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                String[] request = String.valueOf(in.readLine()).split(" ");
                if (request.length > 1) {
                    targets.add(request[1]);
                }
                while (in.ready() && !in.readLine().isEmpty()) {
                    // The headers are irrelevant.
                }
                client.getOutputStream().write(NOWHERE);
            } catch (IOException closed) {
                // Closed by the client, which retries, or by close().
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
