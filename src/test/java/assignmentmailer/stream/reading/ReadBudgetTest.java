package assignmentmailer.stream.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

class ReadBudgetTest {
    private static final String SEED = "42";
    private static final int PAGE = 1_000;
    private static final long PLENTY = 1_000_000_000;

    @Property(seed = SEED)
    void takesNoMoreThanItsBytesOrOnePageWhateverTheOrder(
            @ForAll @LongRange(min = 0, max = 60_000_000) long capacity, @ForAll Random random) {
        ReadBudget budget = usedToSmallPages(capacity);
        Deque<Long> buffered = new ArrayDeque<>();

        for (int poll = 0; poll < 300; poll++) {
            ReadBudget.Reservation room = budget.reserve(request(10, random.nextInt(2), 0, 9));
            if (room != null) {
                int count = random.nextInt(3);
                long size = ReadBudget.LEAST_PAGE / 4 - random.nextInt(500_000);
                room.settle(count, count * size);
                for (int i = 0; i < count; i++) {
                    buffered.add(size);
                }
            } else if (!buffered.isEmpty()) {
                budget.done(buffered.remove());
                budget.acknowledged(1);
            }

            assertThat(budget.bytes()).isBetween(0L, capacity + ReadBudget.LEAST_PAGE);
            assertThat(budget.records()).isEqualTo(buffered.size());
        }
    }

    @Property(seed = SEED)
    void buffersNoMoreThanItsBoundOfRecordsWhateverTheBacklog(
            @ForAll @IntRange(min = 1, max = 500) int shards, @ForAll Random random) {
        ReadBudget budget = new ReadBudget(PLENTY);
        int[] waiting = new int[shards];
        int reserve = Math.max(ReadBudget.RESERVED_RECORDS, shards * ReadBudget.RESERVED_RECORDS_EACH);

        for (int poll = 0; poll < 500; poll++) {
            int shard = random.nextInt(shards);
            ReadBudget.Reservation room =
                    budget.reserve(request(shards, waiting[shard], waiting[shard], random.nextInt(10)));
            if (room != null) {
                room.settle(room.limit(), room.limit());
                waiting[shard] += room.limit();
            }

            assertThat(budget.records()).isLessThanOrEqualTo(ReadBudget.RECORDS + PAGE + reserve);
        }
    }

    @Test
    void whileNothingIsReadOnePageIsAdmittedHoweverSmallTheBudget() {
        ReadBudget budget = new ReadBudget(1);

        ReadBudget.Reservation first = budget.reserve(request(1, 0, 0, 0));

        assertThat(first).isNotNull();
        assertThat(budget.reserve(request(1, 0, 0, 9))).isNull();
        first.close();
        assertThat(budget.reserve(request(1, 0, 0, 0))).isNotNull();
    }

    @Test
    void theLastQuarterIsKeptForShardsOfWhichNothingWaits() {
        ReadBudget budget = usedToSmallPages(8 * ReadBudget.LEAST_PAGE);
        for (int page = 0; page < 9; page++) {
            budget.reserve(request(2, 1, 1, 0)).settle(1, ReadBudget.LEAST_PAGE / 2);
        }
        budget.reserve(request(2, 1, 1, 0)).settle(2, ReadBudget.LEAST_PAGE);

        assertThat(budget.reserve(request(2, 1, 1, 9))).isNull();
        assertThat(budget.reserve(request(2, 0, 0, 0))).isNotNull();
    }

    @Test
    void aBufferFullOfRecordsLeavesEveryShardItsShareOfTheReserve() {
        ReadBudget budget = new ReadBudget(PLENTY);
        for (int page = 0; page < 4; page++) {
            budget.reserve(request(4, 0, 0, 0)).settle(PAGE, 1);
        }

        assertThat(budget.reserve(request(4, 0, 0, ReadBudget.REFUSALS_BEFORE_RESERVE))
                        .limit())
                .isEqualTo(ReadBudget.RESERVED_RECORDS / 4);
        assertThat(budget.reserve(request(1_000, 0, 0, ReadBudget.REFUSALS_BEFORE_RESERVE))
                        .limit())
                .isEqualTo(ReadBudget.RESERVED_RECORDS_EACH);
        assertThat(budget.reserve(request(4, 1, 1, ReadBudget.REFUSALS_BEFORE_RESERVE)))
                .isNull();
        assertThat(budget.reserve(request(4, 0, 0, ReadBudget.REFUSALS_BEFORE_RESERVE - 1)))
                .isNull();
    }

    @Test
    void aShardHeldUpByOneRecordIsNotReadForEver() {
        assertThat(new ReadBudget(PLENTY).reserve(request(1, 1, ReadBudget.WINDOW, 0)))
                .isNull();
    }

    /** An item with short fields, sized as DynamoDB counts bytes. */
    @Test
    void aPageOfShortAttributesIsNoLargerThanTheLargest() {
        List<AttributeValue> skills = new ArrayList<>();
        for (int wire = 0; wire < 1_000_000; wire += 13) {
            skills.add(AttributeValue.fromM(Map.of("n", AttributeValue.fromS("sql"), "y", AttributeValue.fromN("3"))));
        }
        Record page = Record.builder()
                .dynamodb(stream -> stream.newImage(Map.of("skills", AttributeValue.fromL(skills))))
                .build();

        assertThat(RecordSize.heapBytes(page)).isBetween(ReadBudget.LEAST_PAGE, ReadBudget.LARGEST_PAGE);
    }

    @Test
    void asManyPollsAreUnderWayAsTheirPagesWouldFitTogether() {
        ReadBudget budget = new ReadBudget(32_000_000);
        assertThat(underWayAtOnce(budget)).isEqualTo(1);
        for (int page = 0; page < 100; page++) {
            budget.reserve(request(16, 0, 0, 0)).settle(0, 0);
        }
        assertThat(underWayAtOnce(budget)).isBetween(8, 10);

        budget.reserve(request(16, 0, 0, 0)).settle(0, 20_000_000);

        assertThat(underWayAtOnce(budget)).isEqualTo(1);
    }

    /** Each of them might bring as much as those before. */
    @Test
    void pollsThatAreUnderWayTakeRoomBesideWhatIsRead() {
        ReadBudget budget = usedToSmallPages(10 * ReadBudget.LEAST_PAGE);
        budget.reserve(request(16, 0, 0, 0)).settle(1, 6 * ReadBudget.LEAST_PAGE);
        for (int page = 0; page < 200; page++) {
            budget.reserve(request(16, 0, 0, 0)).settle(0, 0);
        }

        assertThat(underWayAtOnce(budget)).isBetween(3, 4);
    }

    @ParameterizedTest
    @CsvSource({"128, 32", "400, 100", "1024, 256", "8192, 256"})
    void takesAQuarterOfTheHeapAnd256MegabytesAtMost(long heapMegabytes, long megabytes) {
        assertThat(ReadBudget.share(heapMegabytes * 1_000_000)).isEqualTo(megabytes * 1_000_000);
    }

    private static int underWayAtOnce(ReadBudget budget) {
        List<ReadBudget.Reservation> polls = new ArrayList<>();
        ReadBudget.Reservation next = budget.reserve(request(16, 0, 0, 0));
        while (next != null) {
            polls.add(next);
            next = budget.reserve(request(16, 0, 0, 0));
        }
        polls.forEach(ReadBudget.Reservation::close);
        return polls.size();
    }

    private static ReadBudget usedToSmallPages(long capacity) {
        ReadBudget budget = new ReadBudget(capacity);
        for (int page = 0; page < 200; page++) {
            budget.reserve(request(1, 0, 0, 0)).settle(0, 0);
        }
        return budget;
    }

    private static ReadBudget.Request request(int openShards, int waiting, int window, int refusals) {
        return new ReadBudget.Request(openShards, waiting, window, refusals, PAGE);
    }
}
