package assignmentmailer.local;

import java.util.Locale;

/** What becomes of a mail, by its address's part before the @: as SES's mailbox simulator has them. */
enum MailFate {
    DELIVERED,
    BOUNCED,
    COMPLAINED,
    /** Not sent, since the address is on a suppression list. */
    SUPPRESSED;

    static MailFate of(ReceivedMail mail) {
        String address = mail.destinations().get(0).toLowerCase(Locale.ROOT);
        String local = address.substring(0, Math.max(0, address.indexOf('@')));
        return switch (local.split("[+]", 2)[0]) {
            case "bounce" -> BOUNCED;
            case "complaint" -> COMPLAINED;
            case "suppressionlist" -> SUPPRESSED;
            default -> DELIVERED;
        };
    }

    boolean isBounce() {
        return this == BOUNCED || this == SUPPRESSED;
    }

    /** Returns the word for it in the inbox. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
