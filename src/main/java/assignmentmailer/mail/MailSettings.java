package assignmentmailer.mail;

import jakarta.mail.internet.InternetAddress;

/**
 * What is the same in every mail.
 *
 * @param from the sender, an identity verified in SES
 * @param replyTo where answers go
 * @param subject one line, not blank
 */
public record MailSettings(InternetAddress from, InternetAddress replyTo, String subject) {
    public MailSettings {
        if (subject.isBlank() || subject.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("mail.subject must be one line of text");
        }
    }
}
