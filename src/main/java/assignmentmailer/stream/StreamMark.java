package assignmentmailer.stream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which stream of a table is being read, and from when on.
 *
 * @param streamArn the stream
 * @param since the moment of the very first start where only what came later is wanted, or null where all is
 */
record StreamMark(String streamArn, @Nullable Instant since) {}
