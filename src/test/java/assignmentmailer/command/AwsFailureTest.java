package assignmentmailer.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** AWS's own wordings (IAM user guide, "Troubleshoot access denied error messages"; SES developer guide). */
class AwsFailureTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "User: arn:aws:iam::1:user/a is not authorized to perform: dynamodb:DescribeTable on resource: arn:aws:dynamodb:eu-west-1:1:table/one because no identity-based policy allows the dynamodb:DescribeTable action | denied: allow dynamodb:DescribeTable on arn:aws:dynamodb:eu-west-1:1:table/one (because no identity-based policy allows the dynamodb:DescribeTable action)",
                "User: arn:aws:iam::1:user/a is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-west-1:1:table/one with an explicit deny in a service control policy | denied: allow dynamodb:GetItem on arn:aws:dynamodb:eu-west-1:1:table/one (with an explicit deny in a service control policy)",
                "User: arn:aws:iam::1:user/a is not authorized to perform: ses:GetSendQuota | denied: allow ses:GetSendQuota on *",
                "User `arn:aws:iam::1:user/a' is not authorized to perform `ses:SendEmail' on resource `arn:aws:ses:eu-west-1:1:identity/example.com' | denied: allow ses:SendEmail on arn:aws:ses:eu-west-1:1:identity/example.com",
                "The security token included in the request is expired | refused: AccessDeniedException: The security token included in the request is expired"
            })
    void namesActionAndResourceOfADenial(String message, String described) {
        RuntimeException failure = (RuntimeException) DynamoDbException.builder()
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("AccessDeniedException")
                        .errorMessage(message)
                        .build())
                .build();

        assertThat(AwsFailure.describe(failure, "*")).isEqualTo(described);
    }

    @Test
    void namesWhatIsBehindAMissingConnection() {
        RuntimeException failure = SdkClientException.create(
                "Unable to execute HTTP request",
                new IllegalStateException("outer", new Exception("Connection refused")));

        assertThat(AwsFailure.describe(failure, "*")).isEqualTo("no connection: Connection refused");
        assertThat(AwsFailure.isUnreachable(failure)).isTrue();
    }
}
