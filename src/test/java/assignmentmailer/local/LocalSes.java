package assignmentmailer.local;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A local SES with the real one's HTTP protocol, which fails on demand. */
public final class LocalSes implements AutoCloseable {
    private final SesActions actions;
    private final int port;
    private LocalHttpServer server;
    private volatile SesFault fault = SesFault.NONE;
    private volatile AwsCalls calls = new AwsCalls();

    private LocalSes(int port, ReceivedMails mailbox) {
        actions = new SesActions(mailbox);
        server = LocalHttpServer.start(port, this::handle);
        this.port = server.address().getPort();
    }

    /** Starts an SES on a free port that puts accepted mails into the mailbox. */
    static LocalSes start(ReceivedMails mailbox) {
        return start(0, mailbox);
    }

    /** @throws PortTakenException when the port, 0 for a free one, is in use */
    static LocalSes start(int port, ReceivedMails mailbox) {
        return new LocalSes(port, mailbox);
    }

    public synchronized URI endpoint() {
        return server.address();
    }

    /** Closes the endpoint's port; requests in progress are answered. */
    public synchronized void refuseConnections() {
        server.closeGracefully();
    }

    /** Opens the endpoint's port again. */
    public synchronized void acceptConnections() {
        server = LocalHttpServer.start(port, this::handle);
    }

    public ReceivedMails mailbox() {
        return actions.mailbox();
    }

    /** Makes every call fail this way, until {@link SesFault#NONE} is set. */
    public void fault(SesFault fault) {
        this.fault = fault;
    }

    /** Records calls there from now on. */
    void record(AwsCalls calls) {
        this.calls = calls;
    }

    /** Publishes the events of all mails with a configuration set there from now on; called before the answer. */
    public void publishTo(EventPublisher publisher) {
        actions.publishTo(publisher);
    }

    /** Sets the account's quota. */
    public void quota(SesQuota quota) {
        actions.quota(quota);
    }

    /**
     * Sets the verification status of an address or domain; example.com is verified at first.
     *
     * @param status such as {@code Success} or {@code Pending}; null for an unknown identity
     */
    public void identity(String identity, @Nullable String status) {
        actions.identity(identity, status);
    }

    @Override
    public synchronized void close() {
        server.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            SesCall call = SesCall.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            calls.ses(call);
            SesReply reply = fault.answer(call, () -> actions.answer(call));
            if (reply != SesReply.HANG_UP) {
                byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/xml");
                exchange.sendResponseHeaders(reply.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }
}
