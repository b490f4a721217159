/** Limits mailing for the whole account: hold, quota, send rate. */
@NullMarked
package assignmentmailer.mail.account;

import org.jspecify.annotations.NullMarked;
