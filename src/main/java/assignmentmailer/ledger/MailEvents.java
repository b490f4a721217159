package assignmentmailer.ledger;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What SES reported about one candidate's mail: of each kind the event of the latest attempt, and of that attempt the
 * earliest. Whatever the order in which events arrive, and however often, the same ones are kept.
 *
 * @param all oldest first
 */
public record MailEvents(List<MailEvent> all) {
    private static final Comparator<MailEvent> EARLIEST =
            Comparator.comparing(MailEvent::at).thenComparing(MailEvent::line);

    public static final MailEvents NONE = new MailEvents(List.of());

    public MailEvents {
        all = all.stream().sorted(EARLIEST).toList();
    }

    /**
     * Returns these events and another one.
     *
     * @param attempts the ids of the known attempts, the latest last
     */
    MailEvents with(MailEvent event, ClaimIds attempts) {
        Map<MailEventKind, MailEvent> merged = new EnumMap<>(MailEventKind.class);
        all.forEach(kept -> merged.put(kept.kind(), kept));
        merged.merge(event.kind(), event, (kept, other) -> better(kept, other, attempts));
        return of(merged.values());
    }

    private static MailEvents of(Collection<MailEvent> events) {
        return new MailEvents(List.copyOf(events));
    }

    private static MailEvent better(MailEvent one, MailEvent other, ClaimIds attempts) {
        int first = attempts.rank(one.claim());
        int second = attempts.rank(other.claim());
        if (first != second) {
            return first > second ? one : other;
        }
        return EARLIEST.compare(one, other) <= 0 ? one : other;
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Returns the event of a kind. */
    public Optional<MailEvent> of(MailEventKind kind) {
        return all.stream().filter(event -> event.kind() == kind).findFirst();
    }

    /**
     * Returns the event that says that the mail reached nobody: one of the latest attempt that SES took, as far as is
     * known. A delivery does not take it back, since a server may take a mail first and return it later.
     */
    Optional<MailEvent> undelivered(ClaimIds attempts) {
        int latest = Math.max(
                attempts.latestTaken(),
                all.stream()
                        .mapToInt(event -> attempts.rank(event.claim()))
                        .max()
                        .orElse(-1));
        return all.stream()
                .filter(event -> event.kind().isUndelivered() && latest >= 0 && attempts.rank(event.claim()) == latest)
                .findFirst();
    }
}
