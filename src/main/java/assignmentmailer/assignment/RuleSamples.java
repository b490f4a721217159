package assignmentmailer.assignment;

import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.EmailAddress;
import java.math.BigDecimal;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The candidates for whom rules are evaluated at the start: one has every attribute that a rule may name, one has none. */
final class RuleSamples {
    private static final EmailAddress ADDRESS =
            EmailAddress.parse("sample@example.com").orElseThrow();

    static final List<Candidate> CANDIDATES = List.of(candidate(new MapsInMaps()), candidate(Map.of()));

    private RuleSamples() {}

    private static Candidate candidate(Map<String, Object> attributes) {
        return new Candidate("1", "Ada Lovelace", ADDRESS, BigDecimal.ONE, attributes);
    }

    /** A value with every attribute, each of which is such a value again; as a string it is "sample". */
    private static final class MapsInMaps extends AbstractMap<String, Object> {
        @Override
        public Object get(@Nullable Object name) {
            return this;
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
            return "sample";
        }
    }
}
