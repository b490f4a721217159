/** Tests of hold, quota and send rate, on a clock that advances only by sleeping. */
@NullMarked
package assignmentmailer.mail.account;

import org.jspecify.annotations.NullMarked;
