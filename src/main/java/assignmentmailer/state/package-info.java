/** The service's own DynamoDB table, in which it keeps what must survive it. */
@NullMarked
package assignmentmailer.state;

import org.jspecify.annotations.NullMarked;
