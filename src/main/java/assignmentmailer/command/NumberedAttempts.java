package assignmentmailer.command;

import assignmentmailer.ledger.Attempt;
import assignmentmailer.ledger.LedgerEntry;
import java.util.List;
import java.util.stream.IntStream;

/** Numbers the attempts that the ledger keeps: the first, and the latest. */
final class NumberedAttempts {
    private NumberedAttempts() {}

    /** @param number 1 for the first attempt */
    record Numbered(int number, Attempt attempt) {}

    static List<Numbered> of(LedgerEntry entry) {
        int left = entry.attempts() - entry.kept().size();
        return IntStream.range(0, entry.kept().size())
                .mapToObj(i ->
                        new Numbered(i == 0 ? 1 : left + i + 1, entry.kept().get(i)))
                .toList();
    }
}
