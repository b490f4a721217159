package assignmentmailer.local;

import jakarta.mail.Address;
import jakarta.mail.Header;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A decoded mail, as a recipient sees it.
 *
 * @param receivedAt in milliseconds since 1970
 * @param fate what became of the mail, by the events of the local SES
 * @param text the plain text part, null when there is none
 * @param html the HTML part, null when there is none
 * @param source the mail as transmitted, only its beginning for a long mail
 */
record MailView(
        String id,
        long receivedAt,
        String fate,
        String from,
        String to,
        String subject,
        @Nullable String text,
        @Nullable String html,
        List<AttachmentView> attachments,
        List<HeaderView> headers,
        String source) {

    private static final int PREVIEW = 200;
    private static final int LONGEST_SOURCE = 100_000;

    /** A header, its value decoded and unfolded. */
    record HeaderView(String name, String value) {}

    /**
     * An attachment.
     *
     * @param path its path on the local site
     */
    record AttachmentView(String name, String type, int bytes, String path) {}

    /** An attachment as the recipient saves it. */
    record Attached(String name, String type, byte[] content) {}

    /** A summary of a mail; the preview is the beginning of its text. */
    record Summary(String id, long receivedAt, String fate, String from, String to, String subject, String preview) {}

    Summary summary() {
        String beginning = text == null ? "" : text.strip();
        return new Summary(
                id, receivedAt, fate, from, to, subject, beginning.substring(0, Math.min(beginning.length(), PREVIEW)));
    }

    static MailView of(ReceivedMail mail) {
        try {
            MimeMessage message = mail.message();
            return new MailView(
                    mail.id(),
                    mail.receivedAt(),
                    MailFate.of(mail).word(),
                    addresses(message.getFrom()),
                    addresses(message.getRecipients(RecipientType.TO)),
                    Objects.requireNonNullElse(message.getSubject(), ""),
                    content(message, "text/plain"),
                    content(message, "text/html"),
                    views(mail),
                    Collections.list(message.getAllHeaders()).stream()
                            .map(MailView::header)
                            .toList(),
                    source(mail.raw()));
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("the local SES accepts no mail that it cannot read", e);
        }
    }

    private static String source(byte[] raw) {
        String beginning = new String(raw, 0, Math.min(raw.length, LONGEST_SOURCE), StandardCharsets.UTF_8);
        return raw.length <= LONGEST_SOURCE
                ? beginning
                : beginning + "%n... and %,d bytes more".formatted(raw.length - LONGEST_SOURCE);
    }

    private static List<AttachmentView> views(ReceivedMail mail) {
        List<Attached> attached = attachments(mail);
        return IntStream.range(0, attached.size())
                .mapToObj(i -> new AttachmentView(
                        attached.get(i).name(),
                        attached.get(i).type(),
                        attached.get(i).content().length,
                        "/mails/" + mail.id() + "/attachments/" + i))
                .toList();
    }

    /** The attachment of that number, from 0. */
    static Optional<Attached> attachment(ReceivedMail mail, int index) {
        return attachments(mail).stream().skip(index).findFirst();
    }

    private static List<Attached> attachments(ReceivedMail mail) {
        List<Attached> attached = new ArrayList<>();
        try {
            addAttachments(mail.message(), attached);
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("the local SES accepts no mail that it cannot read", e);
        }
        return attached;
    }

    private static void addAttachments(Part part, List<Attached> attached) throws MessagingException, IOException {
        if (isAttachment(part)) {
            attached.add(new Attached(
                    Objects.requireNonNullElse(part.getFileName(), "attachment"),
                    part.getContentType(),
                    part.getInputStream().readAllBytes()));
        } else if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                addAttachments(parts.getBodyPart(i), attached);
            }
        }
    }

    private static boolean isAttachment(Part part) throws MessagingException {
        return Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition());
    }

    private static @Nullable String content(Part part, String type) throws MessagingException, IOException {
        if (isAttachment(part)) {
            return null;
        }
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                String content = content(parts.getBodyPart(i), type);
                if (content != null) {
                    return content;
                }
            }
            return null;
        }
        return part.isMimeType(type) ? part.getContent().toString() : null;
    }

    private static HeaderView header(Header header) {
        String value = MimeUtility.unfold(header.getValue());
        try {
            return new HeaderView(header.getName(), MimeUtility.decodeText(value));
        } catch (UnsupportedEncodingException unknownCharset) {
            return new HeaderView(header.getName(), value);
        }
    }

    private static String addresses(Address @Nullable [] addresses) {
        return addresses == null
                ? ""
                : Stream.of(addresses).map(MailView::decoded).collect(Collectors.joining(", "));
    }

    /** Decodes the name, which {@code toString()} would leave encoded. */
    private static String decoded(Address address) {
        return address instanceof InternetAddress person && person.getPersonal() != null
                ? "%s <%s>".formatted(person.getPersonal(), person.getAddress())
                : address.toString();
    }
}
