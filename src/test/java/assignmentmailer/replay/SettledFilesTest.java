package assignmentmailer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.mail.account.FakeClock;
import java.io.File;
import java.time.Duration;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.Test;

class SettledFilesTest {
    private final FakeClock clock = new FakeClock();
    private final SettledFiles settled = new SettledFiles(clock, clock);

    @Test
    void containWhatWasWrittenASecondAgo() {
        long written = clock.millis();
        clock.sleep(Duration.ofSeconds(1));

        assertThat(settled.contain(file(written, 0))).isTrue();
    }

    @Test
    void doNotContainWhatIsBeingWritten() {
        for (int length = 1; length <= 100; length++) {
            assertThat(settled.contain(file(clock.millis(), length))).isFalse();

            clock.sleep(Duration.ofMillis(900));
        }
    }

    @Test
    void containWhatIsFromTheFutureOnceItStaysTheSame() {
        long tomorrow = clock.millis() + Duration.ofDays(1).toMillis();
        assertThat(settled.contain(file(tomorrow, 5))).isFalse();
        clock.sleep(Duration.ofMillis(900));
        assertThat(settled.contain(file(tomorrow, 6))).isFalse();
        clock.sleep(Duration.ofMillis(900));
        assertThat(settled.contain(file(tomorrow, 6))).isFalse();

        clock.sleep(Duration.ofMillis(100));

        assertThat(settled.contain(file(tomorrow, 6))).isTrue();
    }

    private static GenericFile<File> file(long modified, long length) {
        GenericFile<File> file = new GenericFile<>();
        file.setAbsoluteFilePath("/replay/a.json");
        file.setLastModified(modified);
        file.setFileLength(length);
        return file;
    }
}
