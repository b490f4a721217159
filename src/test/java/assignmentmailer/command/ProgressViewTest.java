package assignmentmailer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.command.backfill.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
    private final StringWriter out = new StringWriter();

    @Test
    void printsALineNowAndThenElsewhere() {
        ProgressView view = ProgressView.lines(
                "mailed", () -> new Progress(1_200, 2_000, "3 failed"), new PrintWriter(out), Duration.ofMillis(5));
        await().until(() -> out.toString().lines().count() >= 2);

        view.close();

        assertThat(out.toString().lines()).containsOnly("mailed: 1,200 of about 2,000, 3 failed");
    }

    @Test
    void drawsABarOnATerminalThatFitsIntoALine() {
        ProgressView view = ProgressView.of(
                "mailed", () -> new Progress(1_200, 2_000, "held: " + "x".repeat(200)), true, new PrintWriter(out));
        await().until(() -> out.toString().contains("1200/2000"));

        view.close();

        assertThat(out.toString().split("[\r\n]")).hasSizeGreaterThan(1).allSatisfy(line -> assertThat(line.length())
                .isLessThan(80));
        assertThat(out.toString()).contains("60%").endsWith(System.lineSeparator());
    }

    @Test
    void drawsABarWhoseEndIsUnknown() {
        ProgressView view = ProgressView.of("counted", () -> new Progress(12, 0, ""), true, new PrintWriter(out));
        await().until(() -> out.toString().contains("12/?"));

        view.close();
    }
}
