/** Tests of mailing: the message, whose fault a failure is, and the pace. */
@NullMarked
package assignmentmailer.mail;

import org.jspecify.annotations.NullMarked;
