package assignmentmailer.stream.checkpoint;

import java.time.Instant;

/**
 * The stream that a reader follows, and since when its records are due.
 *
 * @param streamArn the ARN of the stream
 * @param since records written before this time are not due; no later record may be lost
 * @param onlyNew whether records from before {@code since} are skipped, if the stream still has any
 */
public record StreamBookmark(String streamArn, Instant since, boolean onlyNew) {}
