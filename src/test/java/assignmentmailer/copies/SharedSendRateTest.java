package assignmentmailer.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.data.Offset.offset;

import assignmentmailer.LogLines;
import assignmentmailer.mail.account.FakeClock;
import assignmentmailer.mail.account.SendShare.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Each renewal is answered at once, unless a test says otherwise. */
class SharedSendRateTest {
    private static final double PER_SECOND = 40;

    private final FakeClock clock = new FakeClock();
    private final LeasesInMemory leases = new LeasesInMemory();
    private final List<SharedSendRate> watched = new ArrayList<>();
    private int started;
    private final SharedSendRate rate = copy(leases);

    private SharedSendRate copy(CopyLeases kept) {
        return new SharedSendRate("copy-" + started++, kept, clock, Runnable::run);
    }

    private void renewsLater() {
        clock.sleep(Duration.ofMillis(300));
    }

    private static double of(SharedSendRate rate) {
        return rate.of(PER_SECOND).map(Part::perSecond).orElseThrow();
    }

    @Test
    void anOnlyCopyHasTheWholeRateWithOneCall() {
        assertThat(rate.of(PER_SECOND)).contains(new Part(PER_SECOND, 0, 1));
        assertThat(leases.calls()).isEqualTo(1);
        assertThat(rate.sharing()).isEqualTo(1);
    }

    @Test
    void aNewcomerWaitsUntilTheOtherHasYielded() {
        SharedSendRate other = copy(leases);
        of(other);

        assertThat(of(rate)).isEqualTo(2);
        clock.sleep(Duration.ofMillis(900));
        assertThat(of(other)).isEqualTo(20);

        assertThat(of(rate)).isEqualTo(20);
        assertThat(rate.copies()).isEqualTo(2);
        assertThat(rate.of(PER_SECOND).orElseThrow().position()
                        + other.of(PER_SECOND).orElseThrow().position())
                .as("positions 0 and 1")
                .isEqualTo(1);
    }

    @Test
    void noShareIsRaisedBeforeTheOthersAreLowered() {
        leases.renew("killed", new CopyLease(1, 10));
        leases.renew("busy", new CopyLease(1, 25));

        of(rate);
        renewsLater();

        assertThat(of(rate)).isCloseTo(5, offset(0.01));
    }

    /** Until the answer, the copy may already be seen with the lower share. */
    @Test
    void aLoweredShareCountsFromBeforeItIsAnnounced() {
        List<Double> whileAnnouncing = new ArrayList<>();
        LeasesInMemory observed = new LeasesInMemory() {
            @Override
            public Map<String, CopyLease> renew(String copy, CopyLease lease) {
                whileAnnouncing.addAll(watched.stream()
                        .flatMap(rate -> rate.of(14).stream())
                        .map(Part::perSecond)
                        .toList());
                return super.renew(copy, lease);
            }
        };
        observed.renew("other", new CopyLease(1, 20));
        SharedSendRate lowered = copy(observed);
        of(lowered);
        renewsLater();
        assertThat(of(lowered)).isEqualTo(20);

        watched.add(lowered);
        renewsLater();
        lowered.of(14);

        assertThat(whileAnnouncing).isNotEmpty().allMatch(perSecond -> perSecond <= 7);
    }

    @Test
    void aCopyWhoseLeaseEndedUnseenAsksAgain() {
        of(rate);
        clock.sleep(Duration.ofHours(1));
        leases.renew("busy", new CopyLease(1, 40));

        assertThat(rate.sharing()).isZero();
        assertThat(of(rate)).as("what another copy took meanwhile").isEqualTo(2);
    }

    @Test
    void aLeaseThatTheTableAnsweredTooLateGivesNoShare() {
        CopyLeases slow = new LeasesInMemory() {
            @Override
            public Map<String, CopyLease> renew(String copy, CopyLease lease) {
                clock.sleep(Duration.ofSeconds(2));
                return super.renew(copy, lease);
            }
        };

        assertThat(copy(slow).of(PER_SECOND)).isEmpty();
    }

    @Test
    void aKilledCopysLeaseIsRemovedOnceItHasEnded() {
        leases.renew("killed", new CopyLease(7, 20));
        of(rate);
        assertThat(rate.copies()).isEqualTo(2);

        for (int i = 0; i < 5; i++) {
            renewsLater();
            of(rate);
        }

        assertThat(of(rate)).isEqualTo(PER_SECOND);
        assertThat(leases.all()).doesNotContainKey("killed").hasSize(1);
    }

    @Test
    void keepsItsShareWhileTheTableIsUnavailableAndSaysSoOnce() {
        leases.renew("other", new CopyLease(1, 20));
        of(rate);
        renewsLater();
        assertThat(of(rate)).isEqualTo(20);
        leases.fail(true);
        try (LogLines log = new LogLines(SharedSendRate.class)) {
            for (int i = 0; i < 100; i++) {
                renewsLater();
                assertThat(of(rate)).isEqualTo(20);
            }
            leases.fail(false);
            renewsLater();
            of(rate);

            assertThat(log.warnings()).singleElement().asString().contains("20.0 mails a second", "unreachable");
            assertThat(log.all()).hasSize(2);
        }
    }

    @Test
    void sendsAtTheWholeRateWhereTheTableNeverAnswers() {
        leases.fail(true);

        assertThat(of(rate)).isEqualTo(PER_SECOND);
    }

    @Test
    void followsTheAccountsRate() {
        of(rate);
        renewsLater();

        assertThat(rate.of(14)).contains(new Part(14, 0, 1));
    }

    @Test
    void leavesItsShareAtTheStop() {
        rate.start();
        of(rate);

        rate.stop();

        assertThat(leases.all()).isEmpty();
    }

    @Test
    void stopsWithoutACallWhereItNeverSentOrTheTableIsUnavailable() {
        rate.start();
        SharedSendRate cut = copy(leases);
        cut.start();
        leases.fail(true);
        of(cut);
        int before = leases.calls();

        assertThatNoException().isThrownBy(() -> {
            rate.stop();
            cut.stop();
        });

        assertThat(leases.calls()).isEqualTo(before);
    }

    @Test
    void takesNoShareWhileTheServiceStops() {
        SharedSendRate stopping = new SharedSendRate("stopping", leases, clock, task -> {
            throw new RejectedExecutionException("shut down");
        });

        Optional<Part> none = stopping.of(PER_SECOND);

        assertThat(none).isEmpty();
    }
}
