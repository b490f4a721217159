/**
 * A consumer for Camel's URI {@code aws2-ddbstream} that loses no record. Delete this package when Camel's own consumer
 * gains checkpoints.
 */
@NullMarked
package assignmentmailer.stream;

import org.jspecify.annotations.NullMarked;
