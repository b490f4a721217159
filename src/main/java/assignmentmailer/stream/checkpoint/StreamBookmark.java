package assignmentmailer.stream.checkpoint;

import java.time.Instant;

/**
 * Which stream of a table a reader is on, and from when on.
 *
 * @param streamArn the stream
 * @param since what was written to the stream before this moment is not due; of what was written later, nothing may be lost
 * @param onlyNew whether records from before {@code since} are passed over, where the stream still has some
 */
public record StreamBookmark(String streamArn, Instant since, boolean onlyNew) {}
