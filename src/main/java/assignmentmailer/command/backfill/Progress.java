package assignmentmailer.command.backfill;

/**
 * How far a command is.
 *
 * @param done of {@code total}
 * @param total 0 when it is unknown
 * @param note what else there is to say
 */
public record Progress(long done, long total, String note) {}
