package assignmentmailer.mail;

import jakarta.mail.internet.InternetAddress;

/**
 * The settings common to all mails.
 *
 * @param from the sender, an identity verified in SES
 * @param replyTo the address for replies
 * @param subject one line, not blank
 */
public record MailSettings(InternetAddress from, InternetAddress replyTo, String subject) {
    public MailSettings {
        if (subject.isBlank() || subject.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("mail.subject must be one line of text");
        }
    }
}
