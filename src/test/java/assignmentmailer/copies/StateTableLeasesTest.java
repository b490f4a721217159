package assignmentmailer.copies;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.state.StateTable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StateTableLeasesTest {
    private static EmbeddedAws aws;

    private StateTable table;
    private StateTableLeases leases;

    @BeforeAll
    static void start() {
        aws = EmbeddedAws.inMemory();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @BeforeEach
    void createTable() {
        table = new StateTable(aws.dynamoDb(), "state-" + System.nanoTime());
        leases = new StateTableLeases(table, () -> "copies/eu-central-1");
    }

    @Test
    void aRenewalReturnsAllLeases() {
        CopyLease first = new CopyLease(1, 40);
        CopyLease second = new CopyLease(3, 40 / 3.0);

        assertThat(leases.renew("a-1", first)).isEqualTo(Map.of("a-1", first));
        assertThat(leases.renew("b-2", second)).isEqualTo(Map.of("a-1", first, "b-2", second));
        assertThat(leases.renew("a-1", second)).isEqualTo(Map.of("a-1", second, "b-2", second));
    }

    @Test
    void theLastOfManyAtOnceSeesAll() {
        Map<Integer, Integer> seen = new ConcurrentHashMap<>();

        IntStream.range(0, 16)
                .parallel()
                .forEach(copy -> seen.put(
                        copy, leases.renew("copy-" + copy, new CopyLease(1, 1)).size()));

        assertThat(seen.values())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 16).boxed().toList());
    }

    @Test
    void removesAnEndedLeaseButNoneThatWasRenewedMeanwhile() {
        leases.renew("ended", new CopyLease(1, 10));
        leases.renew("back", new CopyLease(2, 10));

        leases.remove("ended", new CopyLease(1, 10));
        leases.remove("back", new CopyLease(1, 10));
        leases.remove("gone", new CopyLease(1, 10));

        assertThat(leases.renew("own", new CopyLease(1, 1))).containsOnlyKeys("back", "own");
    }

    @Test
    void aCopyThatEndsRemovesItsOwn() {
        leases.renew("own", new CopyLease(1, 10));

        leases.end("own");

        assertThat(leases.renew("other", new CopyLease(1, 1))).containsOnlyKeys("other");
    }

    @Test
    void regionsShareNothing() {
        leases.renew("own", new CopyLease(1, 10));

        StateTableLeases elsewhere = new StateTableLeases(table, () -> "copies/us-east-1");

        assertThat(elsewhere.renew("other", new CopyLease(1, 1))).containsOnlyKeys("other");
    }
}
