package assignmentmailer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Events arrive in any order, and any of them any number of times. */
class MailEventsProperties {
    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");
    private static final ClaimIds ATTEMPTS =
            ClaimIds.NONE.with("first").with("second").with("third");

    @Provide
    Arbitrary<MailEvent> events() {
        return Combinators.combine(
                        Arbitraries.of(MailEventKind.class),
                        Arbitraries.of("first", "second", "third"),
                        Arbitraries.longs().between(0, 3),
                        Arbitraries.of("", "some", "other"))
                .as((kind, claim, second, detail) -> new MailEvent(kind, claim, NOW.plusSeconds(second), "-", detail));
    }

    private static MailEvents merged(List<MailEvent> events) {
        MailEvents merged = MailEvents.NONE;
        for (MailEvent event : events) {
            merged = merged.with(event, ATTEMPTS);
        }
        return merged;
    }

    @Property(tries = 1000, seed = "17")
    void keepsTheSameWhateverTheOrderAndHoweverOften(
            @ForAll @Size(max = 20) List<@From("events") MailEvent> events, @ForAll long seed) {
        List<MailEvent> repeated = new ArrayList<>(events);
        repeated.addAll(events);
        Collections.shuffle(repeated, new Random(seed));

        assertThat(merged(repeated)).isEqualTo(merged(events));
    }

    @Property(tries = 1000, seed = "17")
    void keepsOfEachKindTheEventOfTheLatestAttempt(@ForAll @Size(max = 20) List<@From("events") MailEvent> events) {
        assertThat(merged(events).all()).allSatisfy(kept -> assertThat(events)
                .filteredOn(event -> event.kind() == kept.kind())
                .allSatisfy(event ->
                        assertThat(ATTEMPTS.rank(event.claim())).isLessThanOrEqualTo(ATTEMPTS.rank(kept.claim()))));
    }

    @Property(tries = 1000, seed = "17")
    void takesBackNothing(@ForAll @Size(min = 1, max = 20) List<@From("events") MailEvent> events) {
        MailEvents before = merged(events.subList(0, events.size() - 1));

        MailEvents after = merged(events);

        assertThat(after.all())
                .extracting(MailEvent::kind)
                .containsAll(before.all().stream().map(MailEvent::kind).toList());
    }

    @Property(tries = 1000, seed = "17")
    void staysReadable(@ForAll @Size(max = 20) List<@From("events") MailEvent> events) {
        MailEvents merged = merged(events);

        assertThat(new MailEvents(merged.all().stream()
                        .map(MailEvent::line)
                        .map(MailEvent::parse)
                        .toList()))
                .isEqualTo(merged);
    }
}
