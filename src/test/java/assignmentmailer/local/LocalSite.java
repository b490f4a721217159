package assignmentmailer.local;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;

/** The web site of the local run: the intake at /candidates, the page with inbox and dead letters at /inbox. */
final class LocalSite implements AutoCloseable {
    private static final String INTAKE = "/candidates";
    private static final String INBOX = "/inbox";
    private static final String MAILS = "/mails";
    private static final String LETTERS = "/dead-letters";

    private final Intake intake;
    private final Inbox inbox;
    private final DeadLetters letters;
    private final LocalHttpServer server;

    private LocalSite(int port, Intake intake, Inbox inbox, DeadLetters letters) {
        this.intake = intake;
        this.inbox = inbox;
        this.letters = letters;
        this.server = LocalHttpServer.start(port, this::handle);
    }

    /**
     * Starts the site.
     *
     * @param port 0 for a free one
     * @throws PortTakenException when the port is in use
     */
    static LocalSite start(int port, EmbeddedAws aws, DeadLetters letters) {
        return new LocalSite(port, new Intake(aws.candidates()), new Inbox(aws.mailbox()), letters);
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
        if (ForeignPage.sent(exchange.getRequestHeaders())) {
            return Answer.error(403, "only this machine's own pages and tools are answered, at http://localhost");
        }
        String path = exchange.getRequestURI().getPath();
        String allowed = allowedMethod(path);
        if (!exchange.getRequestMethod().equals(allowed)) {
            return Answer.methodNotAllowed(allowed);
        }
        return switch (path) {
            case INTAKE -> intake.insert(exchange.getRequestBody());
            case "/" -> Answer.redirect(INBOX);
            case INBOX -> inbox.page();
            case MAILS -> inbox.list();
            case LETTERS -> letters.list();
            default -> answerInside(path, exchange);
        };
    }

    private static String allowedMethod(String path) {
        if (isInside(INTAKE, path)) {
            return "PUT";
        }
        return path.equals(INTAKE) || isReplay(path) ? "POST" : "GET";
    }

    private Answer answerInside(String path, HttpExchange exchange) throws IOException {
        if (isInside(INTAKE, path)) {
            return intake.mend(inside(INTAKE, path), exchange.getRequestBody());
        }
        if (isInside(MAILS, path)) {
            return mail(inside(MAILS, path).split("/"));
        }
        if (isReplay(path)) {
            return letters.replay(path.split("/")[2]);
        }
        return isInside(LETTERS, path)
                ? letters.letter(inside(LETTERS, path))
                : Answer.error(404, "there is nothing here: GET %s, or POST %s".formatted(INBOX, INTAKE));
    }

    private static boolean isReplay(String path) {
        return path.matches(LETTERS + "/[^/]+/replay");
    }

    private static boolean isInside(String folder, String path) {
        return path.startsWith(folder + "/") && path.length() > folder.length() + 1;
    }

    private static String inside(String folder, String path) {
        return path.substring(folder.length() + 1);
    }

    /** {@code id}, or {@code id/attachments/0}. */
    private Answer mail(String[] path) {
        return path.length == 3 && path[1].equals("attachments") && path[2].matches("\\d{1,3}")
                ? inbox.attachment(path[0], Integer.parseInt(path[2]))
                : inbox.mail(String.join("/", path));
    }
}
