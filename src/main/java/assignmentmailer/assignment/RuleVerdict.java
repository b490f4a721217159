package assignmentmailer.assignment;

/**
 * Whether a rule matches a candidate, and why.
 *
 * @param rule the prefix of the rule's settings
 * @param reason continues after the rule's name; contains no attribute but the experience
 */
public record RuleVerdict(String rule, Outcome outcome, String reason) {
    /** What a rule says of a candidate. */
    public enum Outcome {
        MATCHES,
        DOES_NOT_MATCH,
        /** An expression cannot be evaluated for this candidate: a bad record. */
        FAILS
    }

    /** Returns the verdict as a clause about the rule. */
    @Override
    public String toString() {
        return rule + " " + reason;
    }
}
