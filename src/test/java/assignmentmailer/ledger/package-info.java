/** Tests of the ledger: what it promises under crashes, races and skewed clocks, and on DynamoDB Local. */
@NullMarked
package assignmentmailer.ledger;

import org.jspecify.annotations.NullMarked;
