package assignmentmailer.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Speaks TLS before an HTTP server of this machine, with a certificate that clients trust, or with one that they do not. */
final class TlsFront implements AutoCloseable {
    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "ses";

    private final URI server;
    private final Path trustStore;
    private final SSLContext good;
    private final SSLContext bad;
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean isTrusted = true;

    private TlsFront(URI server, Path directory) throws IOException, GeneralSecurityException {
        this.server = server;
        KeyStore keys = keyPair(directory.resolve("trusted.p12"));
        this.trustStore = trust(keys.getCertificate(ALIAS), directory.resolve("trust.p12"));
        this.good = context(keys);
        this.bad = context(keyPair(directory.resolve("unknown.p12")));
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** @param directory where the certificates are kept */
    static TlsFront before(URI server, Path directory) throws IOException, GeneralSecurityException {
        TlsFront front = new TlsFront(server, directory);
        front.threads.execute(front::accept);
        return front;
    }

    URI endpoint() {
        return URI.create("https://localhost:" + socket.getLocalPort());
    }

    /** The options by which a JVM trusts the one certificate and no other. */
    List<String> trustOptions() {
        return List.of("-Djavax.net.ssl.trustStore=" + trustStore, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }

    /** Ends every connection; the next ones meet the certificate that is trusted, or the other. */
    void trusted(boolean on) throws IOException {
        isTrusted = on;
        for (Socket connection : open) {
            connection.close();
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                threads.execute(() -> serve(client));
            } catch (IOException closed) {
                // by close()
            }
        }
    }

    private void serve(Socket client) {
        SSLContext context = isTrusted ? good : bad;
        try (SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(client, (InputStream) null, true);
                Socket behind = new Socket(server.getHost(), server.getPort())) {
            open.add(secure);
            secure.startHandshake();
            threads.execute(() -> pump(behind, secure));
            pump(secure, behind);
        } catch (IOException ended) {
            // by the client, which does not trust the certificate, or by trusted()
        } finally {
            open.removeIf(Socket::isClosed);
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // by either side: both are closed
        }
    }

    private static KeyStore keyPair(Path file) throws IOException, GeneralSecurityException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keyalg",
                        "EC",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!Files.exists(file)) {
            throw new IOException("keytool: " + said);
        }
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    private static Path trust(Certificate certificate, Path file) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, certificate);
        try (OutputStream out = Files.newOutputStream(file)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private static SSLContext context(KeyStore keys) throws GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        trusted(false);
        threads.shutdownNow();
    }
}
