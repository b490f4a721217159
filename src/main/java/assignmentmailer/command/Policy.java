package assignmentmailer.command;

/**
 * How the service handles failures, by its settings.
 *
 * @param isUncertainResent whether a mail that may have been sent is sent again
 * @param mostResends the most attempts after one with an uncertain outcome
 * @param retries the most retries of a mail that fails while SES accepts others
 * @param areEventsAwaited whether an uncertain mail waits for an event of SES that settles it
 */
public record Policy(boolean isUncertainResent, int mostResends, int retries, boolean areEventsAwaited) {}
