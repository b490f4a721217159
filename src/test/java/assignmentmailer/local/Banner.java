package assignmentmailer.local;

import java.util.List;
import java.util.Optional;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.PropertiesComponent;

/** Prints, after the start, the addresses of the local run and the next steps. */
public final class Banner extends MainListenerSupport {
    @Override
    public void afterStart(BaseMainSupport main) {
        String site = "http://localhost:" + System.getProperty(LocalRun.PORT);
        String dynamoDb = System.getProperty("aws.endpointUrl");
        // for whoever runs it, not for a log
        System.out.printf(
                """

                The service runs, against an embedded AWS on this machine, which no other can reach. Ctrl-C ends it.

                  Inbox      %1$s/inbox
                  Intake     %1$s/candidates
                  Health     %2$s/observe/health
                  DynamoDB   %3$s (any region, any credentials)
                  SES        %4$s
                  S3         %6$s (s3://assignments/java.zip, go.zip, other.zip)
                  Events     by SQS, %8$s: bounce@..., complaint@... and suppressionlist@... of any domain fare as their names say
                %7$s
                Insert a candidate, and see the mail in the inbox:

                  curl -H "Content-Type: application/json" -X POST -d '{"fullname":"Ada Lovelace","email":"ada@example.com","skills":"java","experience":12}' %1$s/candidates

                or, with the AWS CLI:

                  %5$s

                Routes (routes/*.camel.yaml) are read again when you save them, templates (routes/mail) two seconds later. A
                broken change is refused, and the last good version stays in use.

                """,
                site,
                health(main),
                dynamoDb,
                System.getProperty("aws.endpointUrlSes"),
                awsLine(dynamoDb),
                System.getProperty("aws.endpointUrlS3"),
                queue(main.getCamelContext().getPropertiesComponent()),
                System.getProperty("aws.endpointUrlSqs"));
    }

    /** Returns a line where candidates come from a queue, and what the log says of the second copy. */
    private static String queue(PropertiesComponent settings) {
        return settings.resolveProperty("queue.enabled").equals(Optional.of("true"))
                ? """
                  SQS        %s (queue %s)

                Two copies of the service read the queue; each line of the second begins with "%s".
                """.formatted(
                                System.getProperty("aws.endpointUrlSqs"),
                                settings.resolveProperty("queue.name").orElse(""),
                                SecondCopy.PREFIX.strip())
                : "";
    }

    /** A complete command, for versions 1 and 2 of the AWS CLI without any configuration. */
    static String awsLine(String dynamoDb) {
        return String.join(
                " ",
                List.of(
                        "AWS_ACCESS_KEY_ID=" + EmbeddedAws.ACCESS_KEY,
                        "AWS_SECRET_ACCESS_KEY=" + EmbeddedAws.SECRET_KEY,
                        "aws dynamodb put-item",
                        "--region " + EmbeddedAws.REGION,
                        "--endpoint-url " + dynamoDb,
                        "--table-name " + CandidatesTable.NAME,
                        "--item '{\"id\":{\"S\":\"1\"},\"fullname\":{\"S\":\"Ada Lovelace\"},\"email\":{\"S\":\"ada@example.com\"},\"experience\":{\"N\":\"12\"}}'"));
    }

    private static String health(BaseMainSupport main) {
        VertxPlatformHttpServer server = main.getCamelContext().hasService(VertxPlatformHttpServer.class);
        return server == null ? "(switched off)" : "http://localhost:" + server.getPort();
    }
}
