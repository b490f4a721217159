package assignmentmailer.copies;

import assignmentmailer.mail.account.NanoClock;
import assignmentmailer.mail.account.SendShare;
import assignmentmailer.state.StateTable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares the account's send rate equally among the copies whose mails follow each other closely; all shares together
 * never exceed it by more than a tenth of a newcomer's. A copy lowers its share as soon as it sees another one, and
 * raises its own only to what the others' leases leave. Without the state table, each keeps its last share.
 */
public final class SharedSendRate extends ServiceSupport implements SendShare {
    /** How long a copy has its share after a renewal, and how long the share of a killed one is missing. */
    static final Duration LEASE = Duration.ofSeconds(1);

    /** Three renewals fit into a lease, so that a slow one loses no share. */
    private static final Duration BETWEEN_RENEWALS = Duration.ofMillis(300);

    /** A copy that is alone makes one call in almost a lease: its share ends before a renewal only by mischance. */
    private static final Duration BETWEEN_RENEWALS_WHEN_ALONE = Duration.ofMillis(900);

    /** The part of an equal share that a copy uses while the others have left it less, so that none waits for long. */
    private static final double LEAST = 0.1;

    private static final Logger LOG = LoggerFactory.getLogger(SharedSendRate.class);

    private final CopyLeases leases;
    private final NanoClock clock;
    private final Executor executor;
    private final String copy;
    private final CopyWatch watch = new CopyWatch(LEASE);

    private boolean isRenewing;
    private boolean isFailing;
    private long renewals;
    private long dueAt;
    private long renewedAt;
    private long lastTook;
    private long knownUntil;
    private double account;
    private double announced;
    private double share = Double.POSITIVE_INFINITY;
    private int copies = 1;
    private int position;

    /** @param region resolved when the first share is asked for; the account has a quota of its own in each region */
    public SharedSendRate(CamelContext context, StateTable table, Supplier<String> region) {
        this(
                UUID.randomUUID().toString(),
                new StateTableLeases(table, () -> "copies/" + region.get()),
                NanoClock.SYSTEM,
                context.getExecutorServiceManager().newSingleThreadExecutor(SharedSendRate.class, "send-share"));
    }

    SharedSendRate(String copy, CopyLeases leases, NanoClock clock, Executor executor) {
        this.copy = copy;
        this.leases = leases;
        this.clock = clock;
        this.executor = executor;
        this.renewedAt = clock.nanos() - LEASE.toNanos();
        this.knownUntil = clock.nanos();
    }

    @Override
    public Optional<Part> of(double perSecond) {
        if (beginRenewal(perSecond)) {
            renewLater();
        }
        return known();
    }

    @Override
    public synchronized int copies() {
        return copies;
    }

    /** Returns the number of copies that share the rate now, this one included; 0 while this one has no share. */
    public synchronized int sharing() {
        return isKnown() ? copies : 0;
    }

    /** Leaves the share to the others at once. */
    @Override
    protected void doStop() {
        if (hasRenewed()) {
            try {
                leases.end(copy);
            } catch (RuntimeException failure) {
                LOG.debug("The other copies take over this one's share of the send rate when its lease ends", failure);
            }
        }
    }

    private synchronized boolean hasRenewed() {
        return renewals > 0 && !isFailing;
    }

    private synchronized Optional<Part> known() {
        return isKnown() ? Optional.of(new Part(Math.min(share, account), position, copies)) : Optional.empty();
    }

    private boolean isKnown() {
        return clock.nanos() - knownUntil < 0;
    }

    private synchronized boolean beginRenewal(double perSecond) {
        account = perSecond;
        long now = clock.nanos();
        boolean isDue = !isRenewing && now - renewedAt >= betweenRenewals();
        if (isDue) {
            isRenewing = true;
            dueAt = now;
        }
        return isDue;
    }

    /** The slower the table, the earlier a copy that is alone renews, so that the answer arrives within the lease. */
    private long betweenRenewals() {
        long whenAlone = BETWEEN_RENEWALS_WHEN_ALONE.toNanos() - 2 * lastTook;
        return copies == 1 ? Math.max(whenAlone, BETWEEN_RENEWALS.toNanos()) : BETWEEN_RENEWALS.toNanos();
    }

    private synchronized void endRenewal() {
        isRenewing = false;
    }

    private void renewLater() {
        try {
            executor.execute(this::renew);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("The service stops and takes no share of the send rate", stopping);
            endRenewal();
        }
    }

    private void renew() {
        try {
            renewOnce();
            if (isToBeAnnounced()) {
                renewOnce();
            }
            ended().forEach(leases::remove);
            succeeded();
        } catch (RuntimeException | Error failure) {
            failed(failure);
        } finally {
            endRenewal();
        }
    }

    private void renewOnce() {
        long begun = clock.nanos();
        boolean isHeld;
        CopyLease lease;
        synchronized (this) {
            isHeld = isKnown();
            renewedAt = begun;
            renewals++;
            announced = account / copies;
            if (isHeld) {
                share = Math.min(share, announced);
            }
            lease = new CopyLease(renewals, announced);
        }
        Map<String, CopyLease> others = new HashMap<>(leases.renew(copy, lease));
        others.remove(copy);
        note(others, begun, isHeld);
    }

    /**
     * Computes the share from the leases that were read.
     *
     * @param isHeld whether this copy still had its share when the renewal began; otherwise the others may have taken it
     */
    private synchronized void note(Map<String, CopyLease> others, long begun, boolean isHeld) {
        long now = clock.nanos();
        lastTook = now - dueAt;
        watch.observe(others, now);
        int before = copies;
        Map<String, CopyLease> alive = watch.alive(now);
        copies = 1 + alive.size();
        position = (int) alive.keySet().stream()
                .filter(other -> other.compareTo(copy) < 0)
                .count();
        double equal = account / copies;
        double left = account
                - alive.values().stream().mapToDouble(CopyLease::perSecond).sum();
        double held = isHeld ? share : 0;
        share = Math.max(LEAST * equal, Math.min(Math.min(announced, equal), Math.max(held, left)));
        // from the beginning: the others count the lease from when they read it, which was later
        knownUntil = begun + LEASE.toNanos();
        if (copies != before) {
            LOG.debug("{} copies share the send rate of {} mails a second", copies, account);
        }
    }

    private synchronized boolean isToBeAnnounced() {
        return announced != account / copies;
    }

    private synchronized Map<String, CopyLease> ended() {
        return watch.ended(clock.nanos());
    }

    private synchronized void succeeded() {
        if (isFailing) {
            LOG.info("The copies of the service share the account's send rate again");
        }
        isFailing = false;
    }

    private synchronized void failed(Throwable failure) {
        if (!isFailing) {
            LOG.warn(
                    "The copies of the service cannot share the account's send rate through the state table ({}); until they can, this one keeps its share of {} mails a second",
                    failure.toString(),
                    Math.min(share, account));
        }
        isFailing = true;
        knownUntil = clock.nanos() + LEASE.toNanos();
    }
}
