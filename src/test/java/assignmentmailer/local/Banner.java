package assignmentmailer.local;

import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;

/** Says, once the service has started, where it can be reached and what to do next. */
public final class Banner extends MainListenerSupport {
    @Override
    public void afterStart(BaseMainSupport main) {
        System.out.printf("""

                The service runs, against an embedded AWS on this machine. Ctrl-C ends it.

                  Inbox      http://localhost:%1$s/inbox
                  Intake     http://localhost:%1$s/candidates
                  DynamoDB   %2$s (any region, any credentials)

                Insert a candidate, and see the mail in the inbox:

                  curl -H "Content-Type: application/json" -X POST -d '{"fullname":"Ada Lovelace","email":"ada@example.com","skills":"java","experience":12}' http://localhost:%1$s/candidates

                or, with the AWS CLI:

                  aws dynamodb put-item --endpoint-url %2$s --table-name candidates --item '{"id":{"S":"1"},"fullname":{"S":"Ada Lovelace"},"email":{"S":"ada@example.com"},"experience":{"N":"12"}}'

                Routes (routes/*.camel.yaml) and templates (routes/mail) are read again when you save them; what
                failures.camel.yaml says holds for a route from the next time that route is read.

                """, System.getProperty(LocalRun.PORT), System.getProperty("aws.endpointUrl"));
    }
}
