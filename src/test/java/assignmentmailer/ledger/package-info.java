/** Tests of the ledger under crashes, races and clock skew, and against DynamoDB Local. */
@NullMarked
package assignmentmailer.ledger;

import org.jspecify.annotations.NullMarked;
