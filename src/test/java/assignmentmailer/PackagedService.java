package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.deploy.Grant;
import assignmentmailer.deploy.Permissions;
import assignmentmailer.deploy.Template;
import assignmentmailer.local.AwsCall;
import assignmentmailer.local.EmbeddedAws;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A working directory with all that is shipped, an embedded AWS, and the environment that leads the service to it. */
@Tag("slow")
abstract class PackagedService {
    static final Duration LIMIT = Duration.ofSeconds(60);
    static final String SENDER = "jobs@example.com";

    /** The template makes the state table, so that its roles may not; who the caller is, STS tells everybody. */
    private static final Set<String> WITHOUT_PERMISSION =
            Set.of("DynamoDB_20120810.CreateTable", "DynamoDB_20120810.UpdateTimeToLive", "STS.GetCallerIdentity");

    @TempDir
    Path directory;

    /** The role in the CloudFormation template that is to allow what a test does. */
    String role = "ServiceRole";

    final EmbeddedAws aws = EmbeddedAws.inMemory();
    final Map<String, String> environment = new HashMap<>(aws.environment());

    @BeforeEach
    void prepare() throws IOException {
        environment.put("MAIL_FROM", "Recruiting <" + SENDER + ">");
        environment.put("MAIL_REPLY_TO", "hr@example.com");
        ServiceProcess.prepare(directory);
    }

    /**
     * Whatever the service or an operator did, its role in the CloudFormation template lets it do, on tables and identities that are
     * the stack's parameters.
     */
    @AfterEach
    void stop() throws IOException {
        try {
            assertThat(actions(neededBy(aws.calls()))).isSubsetOf(actions(granted()));
        } finally {
            aws.close();
        }
    }

    /** Looks up the permissions that calls need. */
    static Set<Grant> neededBy(Set<AwsCall> calls) throws IOException {
        Permissions permissions = new Permissions();
        return calls.stream()
                .filter(call -> !WITHOUT_PERMISSION.contains(call.name()))
                .map(permissions::neededBy)
                .collect(Collectors.toUnmodifiableSet());
    }

    private Set<Grant> granted() throws IOException {
        Set<Grant> granted = new HashSet<>();
        for (String way : List.of("stream", "queue")) {
            granted.addAll(new Template(Map.of(
                            "Sender",
                            SENDER,
                            "AssignmentsBucket",
                            "assignments",
                            "DeadLetterBucket",
                            "dead-letters",
                            "MailEvents",
                            "true",
                            "Way",
                            way))
                    .grants(role));
        }
        return granted;
    }

    private static Set<String> actions(Set<Grant> grants) {
        return grants.stream().map(Grant::action).collect(Collectors.toUnmodifiableSet());
    }
}
