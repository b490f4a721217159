package assignmentmailer.command;

import assignmentmailer.command.backfill.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a command is until it is closed: a bar on a terminal, a line every ten seconds elsewhere. */
final class ProgressView implements AutoCloseable {
    private static final Duration BETWEEN_STEPS = Duration.ofMillis(250);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final ScheduledExecutorService timer;
    private final Runnable end;

    private ProgressView(Runnable show, Duration interval, Runnable end) {
        this.end = end;
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "progress");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleAtFixedRate(show, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @param task what is being done, one word */
    static ProgressView of(String task, Supplier<Progress> progress, boolean isTerminal, PrintWriter out) {
        return isTerminal ? bar(task, progress, out) : lines(task, progress, out, BETWEEN_LINES);
    }

    static ProgressView lines(String task, Supplier<Progress> progress, PrintWriter out, Duration interval) {
        return new ProgressView(() -> print(line(task, progress.get()), out), interval, () -> {});
    }

    private static void print(String line, PrintWriter out) {
        out.println(line);
        out.flush();
    }

    private static String line(String task, Progress progress) {
        return "%s: %,d%s%s"
                .formatted(
                        task,
                        progress.done(),
                        progress.total() == 0 ? "" : " of about %,d".formatted(progress.total()),
                        progress.note().isEmpty() ? "" : ", " + progress.note());
    }

    private static ProgressView bar(String task, Supplier<Progress> progress, PrintWriter out) {
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(-1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis((int) BETWEEN_STEPS.toMillis())
                .setConsumer(new Line(out))
                .build();
        Runnable step = () -> {
            Progress now = progress.get();
            bar.maxHint(now.total() == 0 ? -1 : Math.max(now.total(), now.done()));
            bar.stepTo(now.done());
            bar.setExtraMessage(now.note());
        };
        return new ProgressView(step, BETWEEN_STEPS, () -> {
            step.run();
            bar.close();
        });
    }

    @Override
    public void close() {
        timer.shutdownNow();
        end.run();
    }

    /** Writes a bar over itself, in a line that fits on any terminal; the library's own would print to a stream. */
    private static final class Line implements ProgressBarConsumer {
        private static final int WIDTH = 79;

        private final PrintWriter out;

        Line(PrintWriter out) {
            this.out = out;
        }

        @Override
        public int getMaxRenderedLength() {
            return WIDTH;
        }

        @Override
        public void accept(String rendered) {
            String text = rendered.substring(0, Math.min(WIDTH, rendered.length()));
            out.print("\r" + text + " ".repeat(WIDTH - text.length()));
            out.flush();
        }

        @Override
        public void close() {
            out.println();
            out.flush();
        }
    }
}
