package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service's log layout masks, whichever step or library logs it. */
class LogLayoutTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://b.s3.amazonaws.com/a.zip?X-Amz-Expires=60&X-Amz-Signature=5ec",
                "<a href=\"https://b.s3.amazonaws.com/a.zip?X-Amz-Expires=60&amp;X-Amz-Signature=5ec\">",
                "https://example.com/?to=https%3A%2F%2Fb.s3.amazonaws.com%2Fa.zip%3FX-Amz-Signature%3D5ec"
            })
    void masksTheSignatureOfALink(String text) {
        assertThat(logged("Composing " + text))
                .contains("Composing ", "s3.amazonaws.com", "X-Amz-***")
                .doesNotContain("5ec");
    }

    private static String logged(String text) {
        try (LoggerContext context = new LoggerContext("layout")) {
            Configuration shipped = ConfigurationFactory.getInstance()
                    .getConfiguration(
                            context,
                            "shipped",
                            Path.of("src/main/resources/log4j2.xml").toUri());
            shipped.initialize();
            return shipped.getAppender("console")
                    .getLayout()
                    .toSerializable(Log4jLogEvent.newBuilder()
                            .setLoggerName("a.Logger")
                            .setLevel(Level.INFO)
                            .setMessage(new SimpleMessage(text))
                            .build())
                    .toString();
        }
    }
}
