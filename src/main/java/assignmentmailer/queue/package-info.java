/** Candidates from an SQS queue, read by Camel's aws2-sqs: when to receive, when to process a message again, what to report. */
@NullMarked
package assignmentmailer.queue;

import org.jspecify.annotations.NullMarked;
