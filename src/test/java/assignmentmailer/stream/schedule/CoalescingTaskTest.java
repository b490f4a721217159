package assignmentmailer.stream.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import assignmentmailer.stream.sim.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CoalescingTaskTest {
    private final VirtualTime time = new VirtualTime(Instant.EPOCH, 1);
    private final List<Duration> runs = new ArrayList<>();
    private final AtomicBoolean lost = new AtomicBoolean();
    private final TaskRunner runner = time.runner(lost::get);

    @Test
    void runsOnceAtTheEarliestOfTheTimesThatItIsAskedFor() {
        CoalescingTask task = new CoalescingTask(runner, time, this::run);

        task.runWithin(Duration.ofSeconds(9));
        task.runWithin(Duration.ofSeconds(3));
        task.runWithin(Duration.ofSeconds(5));
        time.pass(Duration.ofMinutes(1));

        assertThat(runs).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void runsAgainWhereItAsksForThat() {
        List<CoalescingTask> self = new ArrayList<>();
        CoalescingTask task = new CoalescingTask(runner, time, () -> {
            run();
            self.get(0).runWithin(Duration.ofSeconds(2));
        });
        self.add(task);

        task.runWithin(Duration.ZERO);
        time.pass(Duration.ofSeconds(5));

        assertThat(runs).containsExactly(Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(task.isDead()).isFalse();
    }

    @Test
    void runsAgainWhateverItThrows() {
        CoalescingTask task = new CoalescingTask(runner, time, () -> {
            run();
            if (runs.size() < 3) {
                throw new OutOfMemoryError("simulated");
            }
        });

        task.runWithin(Duration.ZERO);
        time.pass(Duration.ofMinutes(1));

        assertThat(runs).hasSize(3);
    }

    @Test
    void isDeadWhenTheTimerHasLostIt() {
        CoalescingTask task = new CoalescingTask(runner, time, this::run);
        task.runWithin(Duration.ofSeconds(1));
        lost.set(true);

        time.pass(Duration.ofSeconds(61));
        assertThat(task.isDead()).isFalse();
        time.pass(Duration.ofMillis(1));

        assertThat(task.isDead()).isTrue();
    }

    /** As where no thread can be created. */
    @Test
    void isDeadWhenThePoolDidNotTakeIt() {
        CoalescingTask task = new CoalescingTask(
                new TaskRunner() {
                    @Override
                    public void run(Runnable work) {
                        throw new OutOfMemoryError("simulated");
                    }

                    @Override
                    public void onTimer(Duration delay, Runnable work) {
                        time.after(delay, work);
                    }
                },
                time,
                this::run);

        assertThatThrownBy(() -> task.runWithin(Duration.ZERO)).isInstanceOf(OutOfMemoryError.class);
        time.pass(Duration.ofMinutes(2));

        assertThat(task.isDead()).isTrue();
    }

    @Test
    void isDeadWhenARunDoesNotEnd() {
        List<CoalescingTask> self = new ArrayList<>();
        List<Boolean> dead = new ArrayList<>();
        CoalescingTask task = new CoalescingTask(runner, time, () -> {
            time.sleep(Duration.ofMinutes(5));
            dead.add(self.get(0).isDead());
            time.sleep(Duration.ofMillis(1));
            dead.add(self.get(0).isDead());
        });
        self.add(task);

        task.runWithin(Duration.ZERO);
        time.pass(Duration.ofSeconds(1));

        assertThat(dead).containsExactly(false, true);
    }

    @Test
    void isNotDeadWhileItWaitsForAThread() {
        List<Runnable> queue = new ArrayList<>();
        CoalescingTask task = new CoalescingTask(
                new TaskRunner() {
                    @Override
                    public void run(Runnable work) {
                        queue.add(work);
                    }

                    @Override
                    public void onTimer(Duration delay, Runnable work) {
                        time.after(delay, work);
                    }
                },
                time,
                this::run);

        task.runWithin(Duration.ofSeconds(1));
        time.pass(Duration.ofHours(1));
        assertThat(task.isDead()).isFalse();
        queue.forEach(Runnable::run);

        assertThat(runs).hasSize(1);
    }

    private void run() {
        runs.add(time.passed());
    }
}
