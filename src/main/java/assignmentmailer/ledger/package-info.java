/** Remembers in the state table what was done for whom, so that it is done once: claim, sent, failed. */
@NullMarked
package assignmentmailer.ledger;

import org.jspecify.annotations.NullMarked;
