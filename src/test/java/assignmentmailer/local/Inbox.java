package assignmentmailer.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Serves the mails in a mailbox as an HTML page and as JSON. */
final class Inbox {
    private final ReceivedMails mailbox;
    private final String page;

    Inbox(ReceivedMails mailbox) {
        this.mailbox = mailbox;
        this.page = resource("inbox.html");
    }

    /** Allows only the page's own script and no external resource, whatever a mail contains. */
    Answer page() {
        String nonce = UUID.randomUUID().toString();
        return new Answer(
                200,
                Map.of(
                        "Content-Type",
                        "text/html; charset=utf-8",
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'nonce-%s'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                                .formatted(nonce)),
                page.replace("{{nonce}}", nonce).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a summary of every mail, newest first. */
    Answer list() {
        List<ReceivedMail> mails = new ArrayList<>(mailbox.mails());
        Collections.reverse(mails);
        return Answer.json(
                200, mails.stream().map(MailView::of).map(MailView::summary).toList());
    }

    Answer mail(String id) {
        return mailbox.find(id)
                .map(mail -> Answer.json(200, MailView.of(mail)))
                .orElseGet(() -> Answer.error(404, "there is no such mail"));
    }

    /** To be kept, never to be shown: whatever it is, it does not run here. */
    Answer attachment(String id, int index) {
        return mailbox.find(id)
                .flatMap(mail -> MailView.attachment(mail, index))
                .map(attachment -> new Answer(
                        200,
                        Map.of(
                                "Content-Type",
                                "application/octet-stream",
                                "Content-Disposition",
                                "attachment; filename*=UTF-8''"
                                        + URLEncoder.encode(attachment.name(), StandardCharsets.UTF_8)
                                                .replace("+", "%20")),
                        attachment.content()))
                .orElseGet(() -> Answer.error(404, "there is no such attachment"));
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Inbox.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
