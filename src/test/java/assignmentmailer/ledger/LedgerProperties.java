package assignmentmailer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Several workers compete for one key, with clocks up to an hour apart and steps interleaved at each write; workers
 * crash at any point, and calls and table fail in every way.
 */
class LedgerProperties {
    private static final String KEY = "candidate-1";
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(12);
    private static final Duration SKEW = Duration.ofHours(1);
    private static final int MOST_RESENDS = 5;

    private static final CamelContext CONTEXT = new DefaultCamelContext();

    @BeforeContainer
    static void quiet() {
        Configurator.setLevel(Ledger.class, Level.ERROR);
    }

    @AfterContainer
    static void loud() {
        Configurator.setLevel(Ledger.class, Level.INFO);
    }

    @Property(tries = 1000, seed = "4")
    void sendsNothingTwiceWhereTheUncertainBecomesADeadLetter(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int workers) {
        World world = new World(seed, workers, WhenUncertain.DEAD_LETTER);

        world.trouble(60);
        world.peace();

        assertThat(world.accepted).isLessThanOrEqualTo(1);
        assertThat(world.accepted == 1 || world.uncertain > 0).isTrue();
    }

    @Property(tries = 1000, seed = "4")
    void losesNothingAndRepeatsOnlyWhatNobodyCouldKnowWhereUncertaintyResends(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int workers) {
        World world = new World(seed, workers, WhenUncertain.RESEND);

        world.trouble(60);
        world.peace();

        boolean sent = world.entries.get(KEY).status() == LedgerStatus.SENT;
        assertThat(sent || world.uncertain > 0).isTrue();
        assertThat(world.accepted).isBetween(sent ? 1 : 0, 1 + Math.min(MOST_RESENDS, world.acceptedUnknown));
    }

    /** The world shared by the workers, and the random source of their faults. */
    private static final class World {
        private final Random dice;
        private final EntryStoreInMemory entries = new EntryStoreInMemory();
        private final List<Worker> workers = new ArrayList<>();
        private Instant now = Instant.parse("2026-11-22T12:00:00Z");
        private Instant callEnds = Instant.MAX;
        private boolean troubled = true;
        private boolean calling;
        private int accepted;
        private int acceptedUnknown;
        private int uncertain;
        private int later;

        World(long seed, int count, WhenUncertain whenUncertain) {
            dice = new Random(seed);
            IntStream.range(0, count).forEach(i -> workers.add(new Worker(this, whenUncertain)));
            entries.beforeWrite(() -> {
                meanwhile();
                if (oneIn(4)) {
                    pass(LEASE);
                }
                if (oneIn(8)) {
                    throw new LedgerUnavailableException(new IOException("throttled"));
                }
            });
        }

        void trouble(int attempts) {
            for (int i = 0; i < attempts; i++) {
                pass(Duration.ofSeconds(20));
                meanwhile();
            }
        }

        /** Long enough for all remaining work. */
        void peace() {
            troubled = false;
            for (int i = 0; i < 4; i++) {
                now = now.plus(LEASE).plusMillis(1);
                workers.forEach(Worker::attempt);
            }
        }

        long nanos() {
            return Duration.between(Instant.EPOCH, now).toNanos();
        }

        boolean oneIn(int n) {
            return troubled && dice.nextInt(n) == 0;
        }

        /** A call lasts no longer than its time-out, whatever happens concurrently. */
        void pass(Duration atMost) {
            Instant then = now.plusMillis(dice.nextLong(atMost.toMillis()));
            now = then.isAfter(callEnds) ? callEnds : then;
        }

        void meanwhile() {
            Worker other = workers.get(dice.nextInt(workers.size()));
            if (troubled && !other.busy) {
                other.attempt();
            }
        }
    }

    /** One process with one exchange at a time, redelivered until it is done. */
    private static final class Worker {
        private final World world;
        private final WhenUncertain whenUncertain;
        private final Duration clockOffset;
        private final long monotonicOrigin;
        private boolean busy;
        private Ledger ledger;
        private Exchange exchange;

        Worker(World world, WhenUncertain whenUncertain) {
            this.world = world;
            this.whenUncertain = whenUncertain;
            this.clockOffset =
                    Duration.ofMillis(world.dice.nextLong(SKEW.toMillis())).minus(SKEW.dividedBy(2));
            this.monotonicOrigin = world.dice.nextLong();
            crash();
        }

        private void crash() {
            ledger = new Ledger(
                    world.entries,
                    new LedgerSettings(
                            whenUncertain, LEASE, LONGEST_CALL, MOST_RESENDS, "messageId", "to", Duration.ZERO),
                    failure -> new FailureNote(
                            "some",
                            failure instanceof SocketTimeoutException
                                    ? AttemptFault.UNCERTAIN
                                    : AttemptFault.EVERYBODY),
                    () -> world.now.plus(clockOffset),
                    () -> world.nanos() + monotonicOrigin);
            exchange = new DefaultExchange(CONTEXT);
        }

        void attempt() {
            busy = true;
            exchange.setException(null);
            try {
                if (ledger.add(exchange, KEY)) {
                    call();
                }
            } catch (UncertainException held) {
                world.uncertain++;
            } catch (ClaimedElsewhereException | LedgerUnavailableException later) {
                world.later++;
            } finally {
                busy = false;
            }
        }

        private void call() {
            assertThat(world.calling).isFalse();
            world.calling = true;
            world.callEnds = world.now.plus(LONGEST_CALL);
            world.meanwhile();
            boolean refused = world.oneIn(3);
            boolean unknown = world.oneIn(4);
            boolean crashed = world.oneIn(4);
            world.pass(LONGEST_CALL);
            world.calling = false;
            world.callEnds = Instant.MAX;
            if (!refused) {
                world.accepted++;
                world.acceptedUnknown += unknown || crashed ? 1 : 0;
            }
            if (crashed) {
                crash();
            } else {
                if (!refused && !unknown) {
                    exchange.getMessage().setHeader("messageId", "m-1");
                }
                boolean noted = end(refused, unknown);
                world.acceptedUnknown += !refused && !unknown && !noted ? 1 : 0;
            }
        }

        private boolean end(boolean refused, boolean unknown) {
            if (unknown || refused) {
                exchange.setException(unknown ? new SocketTimeoutException("Read timed out") : new IOException("no"));
                return ledger.remove(exchange, KEY);
            }
            return ledger.confirm(exchange, KEY);
        }
    }
}
