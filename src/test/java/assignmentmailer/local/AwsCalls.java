package assignmentmailer.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distinct calls that the embedded AWS got from others than the tests' own clients. */
final class AwsCalls {
    /** The header that marks the calls of the tests' own clients. */
    static final String OWN = "X-Own-Client";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern STREAM = Pattern.compile("arn:[^|]*:(table/[^|]+/stream/[^|]+)");

    private final Set<AwsCall> seen = ConcurrentHashMap.newKeySet();

    Set<AwsCall> seen() {
        return Set.copyOf(seen);
    }

    /** @param target the header X-Amz-Target, such as {@code DynamoDB_20120810.GetItem} */
    void dynamoDb(String target, byte[] body) {
        try {
            JsonNode request = JSON.readTree(body);
            if (request.has("RequestItems")) {
                request.get("RequestItems").fieldNames().forEachRemaining(table -> add(target, "table/" + table));
            } else if (request.has("StreamArn")) {
                add(target, stream(request.get("StreamArn").asText()));
            } else if (request.has("ShardIterator")) {
                add(target, stream(request.get("ShardIterator").asText()));
            } else {
                add(target, "table/" + request.path("TableName").asText());
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** DynamoDB Local's iterators contain the stream's ARN. */
    private static String stream(String text) {
        Matcher arn = STREAM.matcher(text);
        if (!arn.find()) {
            throw new IllegalArgumentException("names no stream: " + text);
        }
        return arn.group(1);
    }

    /** Who the caller is, is answered there for STS. */
    void ses(SesCall call) {
        String name = (call.action().equals("GetCallerIdentity") ? "STS." : "SES.") + call.action();
        if (call.sends()) {
            add(name, "identity/" + call.find("Source").orElse(""));
            call.find("ConfigurationSetName").ifPresent(set -> add(name, "configuration-set/" + set));
        } else {
            add(name, "");
        }
    }

    /**
     * @param path of bucket and, for a call about an object, key
     * @param isPresigned whether the signature is in the link
     */
    void s3(String method, String path, boolean isPresigned) {
        String resource = path.substring(1);
        String operation = method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT);
        add(
                "S3." + (isPresigned ? "presigned " : "") + operation + (resource.contains("/") ? "Object" : "Bucket"),
                resource);
    }

    /** @param target the header X-Amz-Target, such as {@code AmazonSQS.ReceiveMessage} */
    void sqs(String target, byte[] body) {
        try {
            JsonNode request = JSON.readTree(body);
            String url = request.path("QueueUrl").asText();
            String queue = request.has("QueueName")
                    ? request.get("QueueName").asText()
                    : url.substring(url.lastIndexOf('/') + 1);
            add(target.replace("AmazonSQS", "SQS"), queue);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void add(String name, String resource) {
        seen.add(new AwsCall(name, resource));
    }
}
