/** A DynamoDB stream in this process whose shards roll over, split, expire and fail as a script says. */
@NullMarked
package assignmentmailer.stream.sim;

import org.jspecify.annotations.NullMarked;
