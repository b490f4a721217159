/** How it is mailed: a MIME message, through Amazon SES. */
@NullMarked
package assignmentmailer.mail;

import org.jspecify.annotations.NullMarked;
