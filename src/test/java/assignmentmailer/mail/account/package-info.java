/** Tests of hold, quota and pace, on a clock that only sleeping moves. */
@NullMarked
package assignmentmailer.mail.account;

import org.jspecify.annotations.NullMarked;
