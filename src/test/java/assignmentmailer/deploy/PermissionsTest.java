package assignmentmailer.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.local.AwsCall;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of permissions beside the roles in the CloudFormation template. */
class PermissionsTest {
    private static final Map<String, String> ALL = Map.of(
            "Sender",
            "jobs@example.com",
            "AssignmentsBucket",
            "assignments",
            "DeadLetterBucket",
            "dead-letters",
            "Way",
            "stream",
            "MailEvents",
            "true");

    private final Permissions permissions = new Permissions();

    PermissionsTest() throws IOException {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DynamoDB_20120810.GetItem | table/candidates | dynamodb:GetItem | arn:aws:dynamodb:us-east-1:000000000000:table/candidates",
                "DynamoDBStreams_20120810.GetRecords | table/candidates/stream/2026 | dynamodb:GetRecords | arn:aws:dynamodb:us-east-1:000000000000:table/candidates/stream/*",
                "DynamoDBStreams_20120810.ListStreams | table/candidates | dynamodb:ListStreams | *",
                "SES.SendRawEmail | identity/example.com | ses:SendRawEmail | arn:aws:ses:us-east-1:000000000000:identity/example.com",
                "SES.SendRawEmail | configuration-set/a | ses:SendRawEmail | arn:aws:ses:us-east-1:000000000000:configuration-set/a",
                "SQS.ReceiveMessage | assignment-mailer | sqs:ReceiveMessage | arn:aws:sqs:us-east-1:000000000000:assignment-mailer",
                "S3.presigned GetObject | bucket/folder/a.zip | s3:GetObject | arn:aws:s3:::bucket/*"
            })
    void namesThePermissionThatACallNeeds(String call, String resource, String action, String arn) {
        assertThat(permissions.neededBy(new AwsCall(call, resource))).isEqualTo(new Grant(action, arn));
    }

    /** A permission that the table names but no role has is a row that nobody needs any more, or a role that lacks it. */
    @Test
    void namesNoPermissionThatNoRoleHas() throws IOException {
        Map<String, String> queue = new HashMap<>(ALL);
        queue.put("Way", "queue");
        Set<String> actions = Stream.of(new Template(ALL), new Template(queue))
                .flatMap(template ->
                        Stream.of("ServiceRole", "OperatorRole").flatMap(role -> template.grants(role).stream()))
                .map(Grant::action)
                .collect(Collectors.toSet());

        assertThat(permissions.calls())
                .filteredOn(call -> !actions.contains(
                        permissions.neededBy(new AwsCall(call, "a/b/c")).action()))
                .containsExactlyInAnyOrder("DynamoDB_20120810.CreateTable", "DynamoDB_20120810.UpdateTimeToLive");
    }

    @Test
    void givesTheScanToOperatorsAlone() throws IOException {
        Template template = new Template(ALL);

        assertThat(template.grants("OperatorRole"))
                .contains(new Grant("dynamodb:Scan", "arn:aws:dynamodb:us-east-1:000000000000:table/candidates"));
        assertThat(template.grants("ServiceRole"))
                .noneMatch(grant -> grant.action().equals("dynamodb:Scan"));
    }

    /** SES checks the configuration set as well as the sender's identity. */
    @Test
    void letsMailsNameTheConfigurationSetOfMailEvents() throws IOException {
        assertThat(new Template(ALL).grants("ServiceRole"))
                .contains(new Grant(
                        "ses:SendRawEmail", "arn:aws:ses:us-east-1:000000000000:configuration-set/assignment-mailer"));
        assertThat(new Template(Map.of("Sender", "jobs@example.com")).grants("ServiceRole"))
                .noneMatch(grant -> grant.resource().contains("configuration-set"));
    }

    @ParameterizedTest
    @CsvSource({"stream, true", "queue, true", "stream, false", "queue, false"})
    void allowsNoActionByWildcard(String way, String events) throws IOException {
        Template template = new Template(Map.of("Sender", "example.com", "Way", way, "MailEvents", events));

        for (String role : Set.of("ServiceRole", "OperatorRole")) {
            assertThat(template.grants(role)).isNotEmpty().noneMatch(grant -> grant.action()
                    .contains("*"));
        }
    }
}
