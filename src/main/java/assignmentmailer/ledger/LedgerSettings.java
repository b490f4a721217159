package assignmentmailer.ledger;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;

/**
 * How a ledger goes about it.
 *
 * @param lease how long a claim keeps others away; more than {@code longestCall}
 * @param longestCall how long what is claimed may take
 * @param clockSkew how far the clocks of two workers may be apart
 * @param keep what is kept of an exchange, by attribute name
 * @param receipt the name of the kept attribute that only an exchange has that was done
 */
public record LedgerSettings(
        WhenUncertain whenUncertain,
        Duration lease,
        Duration longestCall,
        Duration clockSkew,
        Map<String, Expression> keep,
        String receipt) {

    public LedgerSettings {
        if (lease.compareTo(longestCall) <= 0) {
            throw new IllegalArgumentException(
                    "A lease of " + lease + " is over before a call of " + longestCall + " must have ended");
        }
        if (keep.keySet().stream().anyMatch(StateTableEntries.OWN_ATTRIBUTES::contains)) {
            throw new IllegalArgumentException(
                    "The ledger's own attributes are not to be kept: " + StateTableEntries.OWN_ATTRIBUTES);
        }
        keep = Map.copyOf(keep);
    }

    /** The kept attributes that the exchange has a value for. */
    Map<String, String> notes(Exchange exchange) {
        Map<String, String> notes = new HashMap<>();
        keep.forEach((name, expression) -> {
            String value = expression.evaluate(exchange, String.class);
            if (value != null && !value.isEmpty()) {
                notes.put(name, value);
            }
        });
        return notes;
    }
}
