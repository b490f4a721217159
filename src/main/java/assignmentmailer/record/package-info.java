/** Change records as DynamoDB's JSON, as Lambda, EventBridge Pipes and dead letters contain them. */
@NullMarked
package assignmentmailer.record;

import org.jspecify.annotations.NullMarked;
