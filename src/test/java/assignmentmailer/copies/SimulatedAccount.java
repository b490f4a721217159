package assignmentmailer.copies;

import assignmentmailer.mail.account.NanoClock;
import assignmentmailer.mail.account.SendQuota;
import assignmentmailer.mail.account.SimulatedSender;
import assignmentmailer.stream.sim.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Several copies of the service on one account in virtual time, whose SES refuses mails above the rate in any second. */
final class SimulatedAccount {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MOST_WAY = Duration.ofMillis(30);

    private final VirtualTime time;
    private final Random random;
    private final LeasesInMemory leases = new LeasesInMemory();
    private final double perSecond;
    private final double perDay;
    private final Deque<Long> lastSecond = new ArrayDeque<>();
    private Duration skew = Duration.ZERO;
    private Duration leastWay = Duration.ZERO;
    private int accepted;
    private int refused;
    private int beyondTheDay;

    SimulatedAccount(double perSecond, long seed) {
        this(perSecond, Double.POSITIVE_INFINITY, seed);
    }

    SimulatedAccount(double perSecond, double perDay, long seed) {
        this.perSecond = perSecond;
        this.perDay = perDay;
        this.time = new VirtualTime(START, seed);
        this.random = new Random(seed);
    }

    /** Starts a copy with a backlog of mails. */
    Copy start() {
        return start(Duration.ZERO);
    }

    /** Starts a copy with one mail in each interval. */
    Copy start(Duration interval) {
        Copy copy = new Copy(random.nextLong());
        copy.sender.start(interval);
        return copy;
    }

    /** Lets the wall clocks of all copies that start from now on differ by up to this time. */
    void clocksDifferBy(Duration most) {
        skew = most;
    }

    /** Lets each renewal of a lease take at least this time. */
    void tableTakes(Duration least) {
        leastWay = least;
    }

    private Duration way() {
        return leastWay.plusMillis(random.nextInt((int) MOST_WAY.toMillis()));
    }

    List<Copy> start(int copies) {
        List<Copy> started = new ArrayList<>();
        for (int i = 0; i < copies; i++) {
            started.add(start());
        }
        return started;
    }

    /** Lets time pass, and returns the share of the account's rate that was used meanwhile. */
    double usedIn(Duration duration) {
        int before = accepted;
        time.pass(duration);
        return (accepted - before) / (perSecond * duration.toNanos() / SECOND.toNanos());
    }

    /** Returns the share of all mails so far that SES refused. */
    double refused() {
        return refused / (double) (accepted + refused);
    }

    int accepted() {
        return accepted;
    }

    int beyondTheDay() {
        return beyondTheDay;
    }

    LeasesInMemory leases() {
        return leases;
    }

    private SendQuota quota() {
        return new SendQuota(perSecond, perDay, accepted);
    }

    private boolean take() {
        long now = time.nanoTime();
        lastSecond.removeIf(at -> now - at > SECOND.toNanos());
        if (accepted >= perDay) {
            beyondTheDay++;
            return true;
        }
        if (lastSecond.size() >= perSecond) {
            refused++;
            return false;
        }
        lastSecond.add(now);
        accepted++;
        return true;
    }

    /** One copy, with a monotonic clock of its own. */
    final class Copy {
        private final SharedSendRate share;
        private final SimulatedSender sender;
        private boolean isKilled;

        private Copy(long origin) {
            NanoClock clock = new NanoClock() {
                @Override
                public long nanos() {
                    return origin + time.nanoTime();
                }

                @Override
                public void sleep(Duration duration) {
                    throw new UnsupportedOperationException("Virtual time passes by events");
                }
            };
            share = new SharedSendRate(
                    Long.toHexString(random.nextLong()),
                    leases,
                    clock,
                    task -> time.after(way(), () -> {
                        if (!isKilled) {
                            task.run();
                        }
                    }));
            Duration ahead = Duration.ofNanos((long) (random.nextDouble() * skew.toNanos()));
            sender = new SimulatedSender(
                    time,
                    () -> time.instant().plus(ahead),
                    clock,
                    share,
                    SimulatedAccount.this::quota,
                    SimulatedAccount.this::take,
                    random.nextLong());
        }

        SimulatedSender sender() {
            return sender;
        }

        SharedSendRate share() {
            return share;
        }

        void kill() {
            isKilled = true;
            sender.kill();
        }

        void stop() {
            sender.kill();
            share.stop();
        }
    }
}
