package assignmentmailer.bench;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.ses.Ses2Constants;
import org.apache.camel.main.Main;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * A stock Camel route: Camel's own stream consumer, its own SES producer, and a dead-letter channel. Not a
 * RouteBuilder, which the service's package scan would find in the local run.
 */
public final class StockRoute {
    private static final String OPTIONS = "?useDefaultCredentialsProvider=true";

    private StockRoute() {}

    public static void main(String[] args) throws Exception {
        Main main = new Main();
        main.configure().addLambdaRouteBuilder(StockRoute::configure);
        main.run();
    }

    private static void configure(RouteBuilder routes) {
        routes.errorHandler(routes.deadLetterChannel("log:dead-letter"));
        routes.from("aws2-ddbstream:" + System.getenv("CANDIDATES_TABLE") + OPTIONS + "&streamIteratorType=FROM_START")
                .filter(routes.simple("${body.eventNameAsString} == 'INSERT'"))
                .process(StockRoute::address)
                .to("aws2-ses:" + System.getenv("MAIL_FROM") + OPTIONS);
    }

    private static void address(Exchange exchange) {
        Message message = exchange.getMessage();
        Map<String, AttributeValue> candidate =
                message.getBody(Record.class).dynamodb().newImage();
        double years = Double.parseDouble(candidate.get("experience").n());
        int assignment = years > 0 && years <= 5 ? 1 : years > 5 && years <= 8 ? 2 : 3;
        message.setHeader(Ses2Constants.TO, candidate.get("email").s());
        message.setHeader(Ses2Constants.SUBJECT, "Coding Round");
        message.setBody(
                "Hello %s, please download assignment from https://s3.amazonaws.com/my-bucket-name/assignment%d.zip"
                        .formatted(candidate.get("fullname").s(), assignment));
    }
}
