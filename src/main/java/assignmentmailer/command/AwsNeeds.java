package assignmentmailer.command;

/**
 * What the service needs of AWS, by its settings.
 *
 * @param isStreamRead whether the candidates' stream is read
 * @param isReplayOn whether dead letters are replayed
 * @param sender the address in {@code mail.from}
 */
public record AwsNeeds(
        String candidatesTable, boolean isStreamRead, boolean isReplayOn, String stateTable, String sender) {}
