package assignmentmailer.bench;

import assignmentmailer.local.SesCall;
import assignmentmailer.local.SesFault;
import assignmentmailer.local.SesReply;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Accepts every mail at once, responds after SES's latency, and records the time of each acceptance. */
final class Arrivals implements SesFault {
    private static final SesReply ACCEPTED = new SesReply(200, """
            <SendResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
              <SendRawEmailResult><MessageId>accepted</MessageId></SendRawEmailResult>
              <SendEmailResult><MessageId>accepted</MessageId></SendEmailResult>
            </SendResponse>
            """);

    private final long latencyMs;
    private final Map<Integer, Long> acceptedAt = new HashMap<>();
    private long last;
    private int highest = -1;
    private int repeated;

    /** @param latency the time from acceptance to response */
    Arrivals(Duration latency) {
        latencyMs = latency.toMillis();
    }

    @Override
    public SesReply answer(SesCall call, Supplier<SesReply> ses) {
        if (!call.sends()) {
            return ses.get();
        }
        accept(Candidates.indexOf(recipient(call.parameters())));
        try {
            // SES's latency, which is part of what is measured
            Thread.sleep(latencyMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ACCEPTED;
    }

    /** Waits for a number of mails; returns false after the time-out. */
    synchronized boolean await(int mails, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (long left = limit.toNanos(); acceptedAt.size() < mails && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return acceptedAt.size() >= mails;
    }

    /** Returns the number of mailed candidates. */
    synchronized int count() {
        return acceptedAt.size();
    }

    /** Returns the time of the last acceptance, by {@link System#nanoTime()}. */
    synchronized long last() {
        return last;
    }

    /** Returns the time of the first acceptance of a mail to a candidate, by {@link System#nanoTime()}. */
    synchronized OptionalLong acceptedAt(int candidate) {
        Long time = acceptedAt.get(candidate);
        return time == null ? OptionalLong.empty() : OptionalLong.of(time);
    }

    /** Returns the number of unmailed candidates before the last mailed one. */
    synchronized int missing() {
        return highest + 1 - acceptedAt.size();
    }

    /** Returns the number of repeated mails. */
    synchronized int repeated() {
        return repeated;
    }

    private synchronized void accept(int candidate) {
        last = System.nanoTime();
        if (acceptedAt.putIfAbsent(candidate, last) != null) {
            repeated++;
        }
        highest = Math.max(highest, candidate);
        notifyAll();
    }

    private static String recipient(Map<String, String> parameters) {
        @Nullable String raw = parameters.get("Destinations.member.1");
        return raw != null ? raw : parameters.getOrDefault("Destination.ToAddresses.member.1", "");
    }
}
