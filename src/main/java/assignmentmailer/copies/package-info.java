/** Divides the account's send rate among the copies of the service that send at the same time. */
@NullMarked
package assignmentmailer.copies;

import org.jspecify.annotations.NullMarked;
