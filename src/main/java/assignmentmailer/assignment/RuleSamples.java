package assignmentmailer.assignment;

import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.EmailAddress;
import java.math.BigDecimal;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The candidates for whom rules are evaluated at the start: one has no attribute, each of the others every attribute that a
 * rule may name, all of one type, since a rule may call the methods of a text, a number or a list.
 */
final class RuleSamples {
    private static final EmailAddress ADDRESS =
            EmailAddress.parse("sample@example.com").orElseThrow();

    private static final String TEXT = "sample";

    static final List<Candidate> CANDIDATES = Stream.concat(
                    Stream.of(new MapsInMaps(), Map.<String, Object>of()),
                    Stream.<Object>of(TEXT, BigDecimal.ONE, true, List.of(TEXT))
                            .flatMap(value -> Stream.of(new Every(value), new Every(new Every(value)))))
            .map(RuleSamples::candidate)
            .toList();

    private RuleSamples() {}

    private static Candidate candidate(Map<String, Object> attributes) {
        return new Candidate("1", "Ada Lovelace", ADDRESS, BigDecimal.ONE, attributes);
    }

    /** A map in which every name has the same value. */
    private static class Every extends AbstractMap<String, Object> {
        private final Object value;

        Every(Object value) {
            this.value = value;
        }

        @Override
        public Object get(@Nullable Object name) {
            return value;
        }

        @Override
        public boolean containsKey(@Nullable Object name) {
            return true;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return Set.of();
        }

        @Override
        public String toString() {
            return TEXT;
        }
    }

    /** A value with every attribute, each of which is such a value again. */
    private static final class MapsInMaps extends Every {
        MapsInMaps() {
            super(TEXT);
        }

        @Override
        public Object get(@Nullable Object name) {
            return this;
        }
    }
}
