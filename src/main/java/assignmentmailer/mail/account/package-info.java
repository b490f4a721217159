/** Whether, and how fast, the account may mail: hold, quota, pace. */
@NullMarked
package assignmentmailer.mail.account;

import org.jspecify.annotations.NullMarked;
