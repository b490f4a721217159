package assignmentmailer.command;

import java.util.Optional;

/**
 * The dead letters of one candidate.
 *
 * @param place where dead letters go: a folder, or an endpoint's scheme
 * @param isLookedUp whether the place is a folder here
 * @param letter the newest letter
 */
public record Letters(String place, boolean isLookedUp, Optional<Letter> letter) {
    /**
     * A dead letter.
     *
     * @param file the path of the file
     * @param error the failure's message, without e-mail addresses
     * @param at the ISO 8601 instant of the last failure
     * @param isToBeReplayed whether the file waits in the folder replay
     */
    public record Letter(String file, String reason, String error, int attempts, String at, boolean isToBeReplayed) {}
}
