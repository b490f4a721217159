package assignmentmailer.mail;

import assignmentmailer.JmhDefaults;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Composing the bytes of one MIME message from two rendered texts. */
public class MailComposerBenchmark extends JmhDefaults {
    private static final String TEXT = "Hello José Muñoz, please download assignment from https://example.com/1.zip";
    private static final String HTML = "<html><body><p>" + TEXT + "</p></body></html>";

    private MailComposer composer;

    @Setup
    public void compose() throws Exception {
        composer = new MailComposer(new MailSettings(
                new InternetAddress("jobs@example.com", "Recruiting"),
                new InternetAddress("hr@example.com"),
                "Coding Round"), new MailRoom(0, file -> {
            throw new IllegalStateException("nothing is attached");
        }));
    }

    @Benchmark
    public byte[] composing() throws Exception {
        ByteArrayOutputStream mail = new ByteArrayOutputStream();
        composer.compose("jose@example.com", "Coding Round", TEXT, HTML, null).writeTo(mail);
        return mail.toByteArray();
    }
}
