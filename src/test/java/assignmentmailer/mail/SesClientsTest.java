package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.SesClientBuilder;

/** The SES client on a network that fails in every way; sockets of this test stand in for SES. */
class SesClientsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final SesSettings PATIENT =
            new SesSettings(Optional.empty(), Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofSeconds(20), 1);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final FaultClassifier classifier = new FaultClassifier(SesFaults.SENDER);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void aCallThatIsNeverAnsweredEnds() throws Exception {
        try (ServerSocket silent = listening();
                SesClient client = SesClients.builder(
                                new SesSettings(Optional.empty(), LONG, LONG, Duration.ofMillis(300), 1), timer)
                        .credentialsProvider(AnonymousCredentialsProvider.create())
                        .endpointOverride(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                        .build()) {
            assertThatExceptionOfType(ApiCallTimeoutException.class).isThrownBy(client::getSendQuota);
        }
    }

    @Test
    void aReadTimeoutLeavesItUncertain() throws Exception {
        try (ServerSocket silent = listening()) {
            assertThat(faultOf(client(silent, "http"))).isEqualTo(new Fault(FaultOwner.MAIL_OR_EVERYBODY, true));
        }
    }

    @Test
    void aRefusedConnectionSentNothing() throws Exception {
        ServerSocket closed = listening();
        closed.close();

        assertThat(faultOf(client(closed, "http"))).isEqualTo(new Fault(FaultOwner.MAIL_OR_EVERYBODY, false));
    }

    @Test
    void aSilentHandshakeSentNothing() throws Exception {
        try (ServerSocket silent = listening()) {
            assertThat(faultOf(client(silent, "https"))).isEqualTo(new Fault(FaultOwner.MAIL_OR_EVERYBODY, false));
        }
    }

    @Test
    void aHandshakeThatIsResetSentNothing() throws Exception {
        try (ServerSocket resetting = answering(Socket::close)) {
            assertThat(faultOf(client(resetting, "https"))).isEqualTo(new Fault(FaultOwner.MAIL_OR_EVERYBODY, false));
        }
    }

    @Test
    void aServerWithoutTlsWasSentNothing() throws Exception {
        try (ServerSocket plain = answering(socket -> write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            assertThat(faultOf(client(plain, "https"))).isEqualTo(new Fault(FaultOwner.MAIL_OR_EVERYBODY, false));
        }
    }

    @Test
    void aConnectionThatEndsAfterTheRequestLeavesItUncertain() throws Exception {
        try (ServerSocket ending = answering(socket -> read(socket))) {
            assertThat(faultOf(client(ending, "http"))).isEqualTo(new Fault(FaultOwner.MAIL_OR_EVERYBODY, true));
        }
    }

    /** Apache's client shuts its connection pool down for good after an Error. */
    @Test
    void anErrorInACallEndsNoLaterCall() throws Exception {
        AtomicBoolean fails = new AtomicBoolean(true);
        try (ServerSocket ending = answering(socket -> read(socket));
                SesClient client = SesClients.builder(PATIENT, timer)
                        .credentialsProvider(AnonymousCredentialsProvider.create())
                        .region(Region.EU_CENTRAL_1)
                        .endpointOverride(URI.create("http://127.0.0.1:" + ending.getLocalPort()))
                        .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
                                .addExecutionInterceptor(new FailingBody(fails)))
                        .build()) {
            assertThat(catchThrowable(client::getSendQuota)).isInstanceOf(OutOfMemoryError.class);

            fails.set(false);

            assertThat(catchThrowable(client::getSendQuota))
                    .isInstanceOf(SdkClientException.class)
                    .hasMessageContaining("failed to respond");
        }
    }

    /** A body that can be read to be signed, but not to be sent. */
    private record FailingBody(AtomicBoolean fails) implements ExecutionInterceptor {
        @Override
        public Optional<RequestBody> modifyHttpContent(
                Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            AtomicBoolean signed = new AtomicBoolean();
            return fails.get()
                    ? Optional.of(RequestBody.fromContentProvider(
                            () -> signed.getAndSet(true) ? unreadable() : new ByteArrayInputStream(new byte[1]),
                            1,
                            "application/x-www-form-urlencoded"))
                    : context.requestBody();
        }

        @Override
        public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            return fails.get()
                    ? context.httpRequest().toBuilder()
                            .putHeader("Content-Length", "1")
                            .build()
                    : context.httpRequest();
        }

        private static InputStream unreadable() {
            return new InputStream() {
                @Override
                public int read() {
                    throw new OutOfMemoryError("Java heap space");
                }
            };
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 407, 502, 503})
    void aProxyThatOpensNoTunnelSentNothing(int status) throws Exception {
        try (ServerSocket proxy = answering(socket -> {
                    read(socket);
                    write(socket, "HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
                });
                SesClient client = builder("https://ses.invalid", behind(proxy)).build()) {
            assertThat(faultOf(client)).isEqualTo(new Fault(FaultOwner.MAIL_OR_EVERYBODY, false));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void anAnswerOfAProxyBehindWhichTheRequestWentIsNoProof(int status) throws Exception {
        try (ServerSocket proxy = answering(socket -> {
            read(socket);
            write(socket, "HTTP/1.1 " + status + " No\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<br>");
        })) {
            assertThat(faultOf(client(proxy, "http"))).isEqualTo(new Fault(FaultOwner.MAIL_OR_EVERYBODY, true));
        }
    }

    private Fault faultOf(SesClient client) {
        Throwable failure = catchThrowable(() -> client.sendRawEmail(
                request -> request.rawMessage(message -> message.data(SdkBytes.fromUtf8String("x")))));
        assertThat(failure).isNotNull();
        return classifier.classify(failure, SesFaults.RECIPIENT);
    }

    private SesClient client(ServerSocket server, String scheme) {
        return builder(scheme + "://127.0.0.1:" + server.getLocalPort(), ApacheHttpClient.builder())
                .build();
    }

    private static ApacheHttpClient.Builder behind(ServerSocket proxy) {
        return ApacheHttpClient.builder()
                .proxyConfiguration(ProxyConfiguration.builder()
                        .endpoint(URI.create("http://127.0.0.1:" + proxy.getLocalPort()))
                        .build());
    }

    private SesClientBuilder builder(String endpoint, ApacheHttpClient.Builder http) {
        return SesClients.builder(PATIENT, http, timer)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .endpointOverride(URI.create(endpoint));
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Passes every connection to the conversation and closes it afterwards. */
    private static ServerSocket answering(Conversation conversation) throws IOException {
        ServerSocket server = listening();
        Thread thread = new Thread(() -> serve(server, conversation), "conversations");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private static void serve(ServerSocket server, Conversation conversation) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                conversation.with(socket);
            } catch (SocketException closed) {
                assertThat(closed).isNotNull();
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        }
    }

    /** Reads a request: headers, and a body of the announced length. */
    private static void read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        String announced = "Content-Length: ";
        int at = head.indexOf(announced);
        if (at >= 0) {
            int length = Integer.parseInt(head.substring(at + announced.length(), head.indexOf("\r\n", at)));
            assertThat(in.readNBytes(length)).hasSize(length);
        }
    }

    private static void write(Socket socket, String answer) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(answer.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private interface Conversation {
        void with(Socket socket) throws IOException;
    }

    @Test
    void reachesTheRegionThatIsSet() {
        assertThat(regionOf(Optional.of("eu-central-1"))).isEqualTo(Region.EU_CENTRAL_1);
    }

    @Test
    void reachesTheRegionOfEverythingElseWhereNoneIsSet() {
        assertThat(regionOf(Optional.empty())).isEqualTo(new DefaultAwsRegionProviderChain().getRegion());
    }

    private Region regionOf(Optional<String> set) {
        try (SesClient client = SesClients.create(
                new SesSettings(set, LONG, LONG, LONG, 1), AnonymousCredentialsProvider.create(), timer)) {
            return client.serviceClientConfiguration().region();
        }
    }
}
