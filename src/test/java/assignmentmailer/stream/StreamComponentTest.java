package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.AssignmentMailer;
import java.time.Duration;
import org.apache.camel.BeanInject;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamConfiguration;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamConfiguration.StreamIteratorType;
import org.apache.camel.test.main.junit5.CamelMainTest;
import org.junit.jupiter.api.Test;

/** The package scan alone registers the component under Camel's name, with Camel's options and its own. */
@CamelMainTest(
        mainClass = AssignmentMailer.class,
        propertyPlaceholderLocations = "file:application.properties",
        properties = {
            "camel.management.enabled=false",
            "mail.from=jobs@example.com",
            "mail.reply-to=hr@example.com",
            "stream.start=FROM_LATEST",
            "state.table=another-state",
            "mail.concurrency=5",
            "stream.stalled-after=90s",
            "camel.component.aws2-ddbstream.max-results-per-request=77"
        })
class StreamComponentTest {
    @BeanInject("aws2-ddbstream")
    private StreamComponent component;

    @Test
    void takesTheSettingsOfTheComponent() {
        assertThat(component.getStateTable()).isEqualTo("another-state");
        assertThat(component.getConcurrency()).isEqualTo(5);
        assertThat(component.getStalledAfter()).isEqualTo(Duration.ofSeconds(90));
        assertThat(component.getConfiguration().getStreamIteratorType()).isEqualTo(StreamIteratorType.FROM_LATEST);
        assertThat(component.getConfiguration().isUseDefaultCredentialsProvider())
                .isTrue();
        assertThat(component.getConfiguration().getMaxResultsPerRequest()).isEqualTo(77);
    }

    @Test
    void takesTheOptionsOfCamelsEndpoint() {
        StreamEndpoint endpoint = component
                .getCamelContext()
                .getEndpoint(
                        "aws2-ddbstream:candidates?region=eu-west-1&streamIteratorType=FROM_START&maxResultsPerRequest=10"
                                + "&bridgeErrorHandler=true&accessKey=a&secretKey=b&exchangePattern=InOut"
                                + "&overrideEndpoint=true&uriEndpointOverride=http://localhost:1&trustAllCertificates=true",
                        StreamEndpoint.class);
        Ddb2StreamConfiguration configuration = endpoint.getConfiguration();

        assertThat(configuration.getTableName()).isEqualTo("candidates");
        assertThat(configuration.getRegion()).isEqualTo("eu-west-1");
        assertThat(configuration.getStreamIteratorType()).isEqualTo(StreamIteratorType.FROM_START);
        assertThat(configuration.getMaxResultsPerRequest()).isEqualTo(10);
        assertThat(configuration.getUriEndpointOverride()).isEqualTo("http://localhost:1");
    }
}
