package assignmentmailer.command;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What explain may say of a candidate's mail, for tests of documents. */
public final class NextSteps {
    /** The words of each step, and {@code exit 1} for one line on standard error. */
    public static final Set<String> WORDS = Stream.concat(
                    Stream.of("exit 1"), Stream.of(NextStep.values()).map(NextStep::words))
            .collect(Collectors.toUnmodifiableSet());

    private NextSteps() {}
}
