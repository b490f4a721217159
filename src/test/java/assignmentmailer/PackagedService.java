package assignmentmailer;

import assignmentmailer.local.EmbeddedAws;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A working directory with all that is shipped, an embedded AWS, and the environment that leads the service to it. */
@Tag("slow")
abstract class PackagedService {
    static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    final EmbeddedAws aws = EmbeddedAws.inMemory();
    final Map<String, String> environment = new HashMap<>(aws.environment());

    @BeforeEach
    void prepare() throws IOException {
        environment.put("MAIL_FROM", "Recruiting <jobs@example.com>");
        environment.put("MAIL_REPLY_TO", "hr@example.com");
        ServiceProcess.prepare(directory);
    }

    @AfterEach
    void stop() {
        aws.close();
    }
}
