/**
 * A consumer behind the URI of Camel's {@code aws2-ddbstream} that loses no record: delete this package when Camel's own
 * consumer gains checkpoints.
 */
@NullMarked
package assignmentmailer.stream;

import org.jspecify.annotations.NullMarked;
