/** The ledger in the state table, which ensures that each candidate is mailed once. */
@NullMarked
package assignmentmailer.ledger;

import org.jspecify.annotations.NullMarked;
