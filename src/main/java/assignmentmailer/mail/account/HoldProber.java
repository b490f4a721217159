package assignmentmailer.mail.account;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Tests during a hold whether mailing can resume, once per interval: GetSendQuota, then a probe, then one candidate's
 * mail, each only after the previous step succeeded.
 */
final class HoldProber {
    /** The number of accepted probes in a row that is unlikely to be chance. */
    private static final int STREAK = 3;

    private final MailingHold hold;
    private final HoldGate gate;
    private final QuotaTracker quota;
    private final BooleanSupplier isRefused;
    private final Probe probe;
    private final Duration interval;
    private final NanoClock clock;
    private final Executor executor;

    private final AtomicBoolean probing = new AtomicBoolean();
    private long last;
    private int probedFor;
    private volatile boolean quotaAnswered;
    private volatile int takenInARow;

    /** @param isRefused whether no mail should be sent although SES may take it */
    HoldProber(
            MailingHold hold,
            HoldGate gate,
            QuotaTracker quota,
            BooleanSupplier isRefused,
            Probe probe,
            Duration interval,
            NanoClock clock,
            Executor executor) {
        this.hold = hold;
        this.gate = gate;
        this.quota = quota;
        this.isRefused = isRefused;
        this.probe = probe;
        this.interval = interval;
        this.clock = clock;
        this.executor = executor;
    }

    /** Probes when due; call about once a second. */
    void tick() {
        if (!hold.isHeld()) {
            return;
        }
        if (hold.times() != probedFor) {
            probedFor = hold.times();
            quotaAnswered = false;
            takenInARow = 0;
            last = clock.nanos();
        }
        if (clock.nanos() - last >= interval.toNanos() && probing.compareAndSet(false, true)) {
            last = clock.nanos();
            beginProbe();
        }
    }

    private void beginProbe() {
        boolean begun = false;
        try {
            executor.execute(this::probe);
            begun = true;
        } finally {
            if (!begun) {
                probing.set(false);
            }
        }
    }

    /** Returns whether SES accepted the latest {@value #STREAK} probes. */
    boolean isTaken() {
        return takenInARow >= STREAK;
    }

    private void probe() {
        try {
            if (quota.isUsedUp() || !quotaAnswered) {
                quotaAnswered = quota.refresh();
            }
            if (quotaAnswered && !quota.isUsedUp() && !isRefused.getAsBoolean()) {
                Probe.Result result = probe.send();
                takenInARow = result == Probe.Result.TAKEN ? takenInARow + 1 : 0;
                admit(result);
            } else {
                takenInARow = 0;
            }
        } finally {
            probing.set(false);
        }
    }

    /**
     * Opens the gate after an accepted probe. A gate still open since the last probe means that no mail waits: the hold
     * ends.
     */
    private void admit(Probe.Result result) {
        boolean mayGoOn = result == Probe.Result.TAKEN || result == Probe.Result.DENIED;
        if (mayGoOn && gate.isOpen()) {
            hold.release();
        } else if (mayGoOn) {
            gate.open();
        } else {
            quotaAnswered = false;
        }
    }
}
