package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.apache.logging.log4j.util.StringMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the service's log formats, text and JSON, contain and mask, whichever step or library logs it. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class LogLayoutTest {
    private static final String FORMAT = "assignmentmailer.log.format";
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @MethodSource("links")
    void masksTheSignatureOfALink(String format, String text) {
        assertThat(logged(format, "Composing " + text, null))
                .contains("Composing ", "s3.amazonaws.com", "X-Amz-***")
                .doesNotContain("5ec");
    }

    static Stream<Arguments> links() {
        return inEachFormat(
                "https://b.s3.amazonaws.com/a.zip?X-Amz-Expires=60&X-Amz-Signature=5ec",
                "<a href=\"https://b.s3.amazonaws.com/a.zip?X-Amz-Expires=60&amp;X-Amz-Signature=5ec\">",
                "https://example.com/?to=https%3A%2F%2Fb.s3.amazonaws.com%2Fa.zip%3FX-Amz-Signature%3D5ec");
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void masksAnAddressInAMessage(String format, String address) {
        assertThat(logged(format, "Mailing <" + address + ">\n" + address + "\\n", null))
                .contains("Mailing ", "***@***")
                .doesNotContain("jose", "josé", "munoz", "example", "例え");
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void masksAnAddressInAStackTrace(String format, String address) {
        Throwable failure = new IllegalStateException(
                "outer " + address, new IllegalArgumentException("inner \"" + address + "\" refused"));
        failure.addSuppressed(new IllegalArgumentException("beside " + address));

        assertThat(logged(format, "Cannot mail", failure))
                .contains("Cannot mail", "IllegalStateException", "masksAnAddressInAStackTrace", "outer ***@***")
                .doesNotContain("jose", "josé", "munoz", "@example", "例え");
    }

    static Stream<Arguments> addresses() {
        return inEachFormat(
                "jose.munoz@example.com",
                "josé@example.com",
                "jose@例え.jp",
                "o'jose@example.com",
                "\"jose munoz\"@example.com");
    }

    @Test
    void isOneDocumentALineInJson() throws JsonProcessingException {
        String line = logged("json", "Müller \"quoted\"\r\n\tand\u2028more", new IllegalStateException("why"));

        assertThat(line.strip()).doesNotContain("\n", "\r");
        JsonNode document = JSON.readTree(line);
        assertThat(document.get("@timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(document.get("log.level").asText()).isEqualTo("INFO");
        assertThat(document.get("log.logger").asText()).isEqualTo("a.Logger");
        assertThat(document.get("message").asText())
                .startsWith("Müller \"quoted\"\r\n\tand\u2028more")
                .contains("java.lang.IllegalStateException: why", "\tat ");
        assertThat(document.get("error.type").asText()).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void endsAMessageWithItsTextInJson() throws JsonProcessingException {
        JsonNode document = JSON.readTree(logged("json", "Reading shard", null));

        assertThat(document.get("message").asText()).isEqualTo("Reading shard");
        assertThat(document.has("error.type")).isFalse();
    }

    @Test
    void namesCandidateRouteAndExchangeInJson() throws JsonProcessingException {
        JsonNode document = JSON.readTree(logged("json", "Composing", null));

        assertThat(document.get("candidate").asText()).isEqualTo("candidates/1");
        assertThat(document.get("route").asText()).isEqualTo("send-assignment");
        assertThat(document.get("exchange").asText()).isEqualTo("EXCHANGE-1");
        assertThat(document).hasSize(8);
    }

    @Test
    void isOneLineInText() {
        assertThat(logged("text", "one\r\ntwo", null)).contains("INFO  Logger - one\\r\\ntwo");
    }

    private static Stream<Arguments> inEachFormat(String... texts) {
        return Stream.of("text", "json")
                .flatMap(format -> List.of(texts).stream().map(text -> Arguments.of(format, text)));
    }

    private static String logged(String format, String text, @Nullable Throwable failure) {
        System.setProperty(FORMAT, format);
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
                            .setThrown(failure)
                            .setContextData(camelsContext())
                            .build())
                    .toString();
        } finally {
            System.clearProperty(FORMAT);
        }
    }

    /** The context as camel-mdc sets it for a step. */
    private static StringMap camelsContext() {
        StringMap context = new SortedArrayStringMap();
        context.putValue("candidate", "candidates/1");
        context.putValue("camel.routeId", "send-assignment");
        context.putValue("camel.exchangeId", "EXCHANGE-1");
        context.putValue("camel.messageId", "MESSAGE-1");
        return context;
    }
}
