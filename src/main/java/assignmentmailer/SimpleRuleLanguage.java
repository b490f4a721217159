package assignmentmailer;

import assignmentmailer.assignment.RuleFailedException;
import assignmentmailer.assignment.RuleLanguage;
import assignmentmailer.candidate.Candidate;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.component.bean.MethodNotFoundException;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;

/** Compiles rules in Camel's simple language; as in templates, a candidate is {@code ${body.candidate}}. */
final class SimpleRuleLanguage implements RuleLanguage {
    private final CamelContext context;
    private final Language simple;

    SimpleRuleLanguage(CamelContext context) {
        this.context = context;
        this.simple = context.resolveLanguage("simple");
        ExactNumbers.in(context.getTypeConverterRegistry());
    }

    /** The body of the exchange for which an expression is evaluated. */
    public record Body(Candidate candidate) {}

    @Override
    public Predicate<Candidate> condition(String expression) {
        org.apache.camel.Predicate condition = parsed(() -> simple.createPredicate(expression));
        condition.init(context);
        return candidate -> evaluated(candidate, condition::matches);
    }

    @Override
    public Function<Candidate, String> text(String expression) {
        Expression text = parsed(() -> simple.createExpression(expression));
        text.init(context);
        return candidate ->
                evaluated(candidate, exchange -> Objects.requireNonNullElse(text.evaluate(exchange, String.class), ""));
    }

    private static <T> T parsed(Supplier<T> parsing) {
        try {
            return parsing.get();
        } catch (RuntimeException malformed) {
            throw new IllegalArgumentException(
                    "is not a valid expression of Camel's simple language: " + StartFailure.describe(malformed),
                    malformed);
        }
    }

    private <T> T evaluated(Candidate candidate, Function<Exchange, T> evaluation) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(new Body(candidate));
        try {
            return evaluation.apply(exchange);
        } catch (RuntimeException | StackOverflowError failure) {
            // a regular expression may recurse once per character
            throw new RuleFailedException(reason(failure), failure);
        }
    }

    /** Replaces Camel's own message, which contains the whole candidate. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof MethodNotFoundException)) {
            cause = cause.getCause();
        }
        return cause instanceof MethodNotFoundException missing
                ? "nothing is called " + missing.getMethodName() + " there"
                : cause.getClass().getSimpleName();
    }
}
