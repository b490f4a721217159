package assignmentmailer.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class BannerTest {

    @Test
    void givesALineForTheAwsCliThatNeedsNoConfiguration() throws Exception {
        String line = Banner.awsLine("http://localhost:8000");

        assertThat(line)
                .startsWith("AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws dynamodb put-item ")
                .contains(" --region us-east-1 ", " --endpoint-url http://localhost:8000 ", " --table-name candidates ")
                .hasLineCount(1);
        String item = line.substring(line.indexOf('\'') + 1, line.lastIndexOf('\''));
        assertThat(new ObjectMapper().readTree(item).at("/email/S").asText()).isEqualTo("ada@example.com");
    }
}
