/** Tests of the state table against DynamoDB Local. */
@NullMarked
package assignmentmailer.state;

import org.jspecify.annotations.NullMarked;
