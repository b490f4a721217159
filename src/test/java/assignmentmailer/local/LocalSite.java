package assignmentmailer.local;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;

/** The web site of the local run: the intake at /candidates, the inbox page at /inbox. */
final class LocalSite implements AutoCloseable {
    private static final String INTAKE = "/candidates";
    private static final String INBOX = "/inbox";
    private static final String MAILS = "/mails";

    private final Intake intake;
    private final Inbox inbox;
    private final LocalHttpServer server;

    private LocalSite(int port, Intake intake, Inbox inbox) {
        this.intake = intake;
        this.inbox = inbox;
        this.server = LocalHttpServer.start(port, this::handle);
    }

    /**
     * Starts the site.
     *
     * @param port 0 for a free one
     * @throws PortTakenException when the port is in use
     */
    static LocalSite start(int port, EmbeddedAws aws) {
        return new LocalSite(port, new Intake(aws.candidates()), new Inbox(aws.mailbox()));
    }

    URI address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange).writeTo(exchange);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String allowed = path.equals(INTAKE) ? "POST" : "GET";
        if (!exchange.getRequestMethod().equals(allowed)) {
            return Answer.methodNotAllowed(allowed);
        }
        return switch (path) {
            case INTAKE -> intake.insert(exchange.getRequestBody());
            case "/" -> Answer.redirect(INBOX);
            case INBOX -> inbox.page();
            case MAILS -> inbox.list();
            default ->
                path.startsWith(MAILS + "/")
                        ? mail(path.substring(MAILS.length() + 1).split("/"))
                        : Answer.error(404, "there is nothing here: GET %s, or POST %s".formatted(INBOX, INTAKE));
        };
    }

    /** {@code id}, or {@code id/attachments/0}. */
    private Answer mail(String[] path) {
        return path.length == 3 && path[1].equals("attachments") && path[2].matches("\\d{1,3}")
                ? inbox.attachment(path[0], Integer.parseInt(path[2]))
                : inbox.mail(String.join("/", path));
    }
}
