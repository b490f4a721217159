/** The service's own DynamoDB table, which stores state across restarts. */
@NullMarked
package assignmentmailer.state;

import org.jspecify.annotations.NullMarked;
