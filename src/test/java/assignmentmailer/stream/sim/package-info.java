/** A simulated DynamoDB stream whose shards roll over, split, expire and fail by script. */
@NullMarked
package assignmentmailer.stream.sim;

import org.jspecify.annotations.NullMarked;
