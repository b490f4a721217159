package assignmentmailer.command;

import java.util.Optional;

/** Explains what is known of one candidate. */
@FunctionalInterface
public interface Explain {
    /**
     * @param id the value of the table's partition key
     * @param sort the value of its sort key, empty where it has none
     * @throws Exception when settings or AWS do not allow an answer; the message names the remedy
     */
    Explanation of(String id, Optional<String> sort) throws Exception;
}
