/** E-mails every candidate inserted into a DynamoDB table the coding assignment for their experience. */
@NullMarked
package assignmentmailer;

import org.jspecify.annotations.NullMarked;
