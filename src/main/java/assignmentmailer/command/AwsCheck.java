package assignmentmailer.command;

import assignmentmailer.queue.QueueName;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Checks what the service needs of AWS: credentials, tables, stream, quota and sender. Writes and sends nothing. */
public final class AwsCheck {
    private final AwsClients aws;
    private final AwsNeeds needs;
    private final Consumer<Finding> findings;

    public AwsCheck(AwsClients aws, AwsNeeds needs, Consumer<Finding> findings) {
        this.aws = aws;
        this.needs = needs;
        this.findings = findings;
    }

    /** Without valid credentials no other check has an answer. */
    public void run() {
        CredentialsCheck credentials = new CredentialsCheck(aws.credentials(), aws.sts());
        Finding who = credentials.run();
        findings.accept(who);
        if (who.level() == Finding.Level.FAIL) {
            return;
        }
        TablesCheck tables = new TablesCheck(aws.dynamoDb(), aws.streams(), needs);
        check("table " + needs.candidatesTable(), tables::candidates);
        if (needs.isStreamRead()) {
            check("stream of " + needs.candidatesTable(), tables::stream);
        }
        needs.queue().ifPresent(this::checkQueue);
        check("state table " + needs.stateTable(), tables::state);
        SesCheck ses = new SesCheck(aws.ses(), needs.sender());
        check("SES quota", ses::quota);
        check("sender " + needs.sender(), ses::sender);
    }

    private void checkQueue(QueueName queue) {
        String subject = "queue " + queue.name();
        check(subject, () -> QueueFinding.of(aws.sqs(), queue, subject, "queue.name"));
    }

    private void check(String subject, Supplier<Finding> check) {
        try {
            findings.accept(check.get());
        } catch (RuntimeException failure) {
            findings.accept(Finding.fail(subject, AwsFailure.describe(failure, "*")));
        }
    }
}
