package assignmentmailer.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The messages that were received and are not done: being processed, or waiting for a retry. */
public final class MessagesInFlight {
    /** What is known of a message in flight. */
    private record Flight(Instant sent, Instant received) {}

    private final InstantSource clock;
    private final Map<String, Flight> flights = new ConcurrentHashMap<>();

    public MessagesInFlight(InstantSource clock) {
        this.clock = clock;
    }

    void add(String receipt, Instant sent) {
        flights.putIfAbsent(receipt, new Flight(sent, clock.instant()));
    }

    void remove(String receipt) {
        flights.remove(receipt);
    }

    int size() {
        return flights.size();
    }

    /** Returns the time since the oldest was sent to the queue, zero without any. */
    public Duration oldest() {
        return sinceFirst(flights.values().stream().map(Flight::sent));
    }

    /** Returns the time since the first was received, zero without any. */
    Duration longest() {
        return sinceFirst(flights.values().stream().map(Flight::received));
    }

    private Duration sinceFirst(Stream<Instant> times) {
        return times.min(Comparator.naturalOrder())
                .map(first -> Duration.between(first, clock.instant()))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
    }
}
