/** Composes mails, sends them through Amazon SES, and decides on failures. */
@NullMarked
package assignmentmailer.mail;

import org.jspecify.annotations.NullMarked;
