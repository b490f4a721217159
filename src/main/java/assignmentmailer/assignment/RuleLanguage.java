package assignmentmailer.assignment;

import assignmentmailer.candidate.Candidate;
import java.util.function.Function;
import java.util.function.Predicate;

/** Compiles the expressions of rules; the results are thread-safe. */
public interface RuleLanguage {

    /**
     * Compiles a condition. The predicate throws a {@link RuleFailedException} when evaluation fails.
     *
     * @throws IllegalArgumentException when the expression is malformed; the message continues after the name of its setting
     */
    Predicate<Candidate> condition(String expression);

    /**
     * Compiles a text with embedded expressions. The function throws a {@link RuleFailedException} when evaluation fails.
     *
     * @throws IllegalArgumentException as for a condition
     */
    Function<Candidate, String> text(String expression);
}
