package assignmentmailer.assignment;

import assignmentmailer.candidate.Candidate;
import java.util.function.Function;
import java.util.function.Predicate;

/** The language in which rules speak of a candidate. What it returns may be used by several threads at once. */
public interface RuleLanguage {

    /**
     * Reads what must hold of a candidate. The predicate throws a {@link RuleFailedException} where it cannot be told.
     *
     * @throws IllegalArgumentException when the expression is none; the message follows on its setting
     */
    Predicate<Candidate> condition(String expression);

    /**
     * Reads a text that may depend on the candidate. The function throws a {@link RuleFailedException} where there is none.
     *
     * @throws IllegalArgumentException as for a condition
     */
    Function<Candidate, String> text(String expression);
}
