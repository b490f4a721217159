package assignmentmailer.mail.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts the mails of the last 24 hours in buckets of ten minutes; not thread-safe. */
final class SentMails {
    private static final Duration DAY = Duration.ofHours(24);
    private static final long PART_SECONDS = Duration.ofMinutes(10).toSeconds();

    private final Deque<Part> parts = new ArrayDeque<>();
    private double sum;

    /** Counts mails sent now; a negative number returns them. */
    void add(double mails, Instant now) {
        long part = now.getEpochSecond() / PART_SECONDS;
        Part newest = parts.peekLast();
        if (newest != null && newest.number() >= part) {
            parts.removeLast();
            parts.addLast(new Part(newest.number(), newest.mails() + mails));
        } else {
            parts.addLast(new Part(part, mails));
        }
        sum += mails;
    }

    double within24Hours(Instant now) {
        long first = now.minus(DAY).getEpochSecond() / PART_SECONDS;
        while (!parts.isEmpty() && parts.peekFirst().number() < first) {
            sum -= parts.removeFirst().mails();
        }
        return Math.max(0, sum);
    }

    void clear() {
        parts.clear();
        sum = 0;
    }

    private record Part(long number, double mails) {}
}
