package assignmentmailer.local;

import java.util.UUID;
import org.apache.camel.util.StringHelper;

/**
 * What the local SES answers.
 *
 * @param status the HTTP status
 * @param body an XML document
 */
public record SesReply(int status, String body) {
    /** No answer: the connection is closed. */
    public static final SesReply HANG_UP = new SesReply(0, "");

    static SesReply success(String action, String result) {
        return new SesReply(200, """
                <%1$sResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
                  <%1$sResult>%2$s</%1$sResult>
                  <ResponseMetadata><RequestId>%3$s</RequestId></ResponseMetadata>
                </%1$sResponse>
                """.formatted(action, result, UUID.randomUUID()));
    }

    /** An error of that HTTP status; the status tells whose fault it is. */
    public static SesReply error(int status, String code, String message) {
        return new SesReply(status, """
                <ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
                  <Error><Type>%s</Type><Code>%s</Code><Message>%s</Message></Error>
                  <RequestId>%s</RequestId>
                </ErrorResponse>
                """.formatted(
                status < 500 ? "Sender" : "Receiver", code, StringHelper.xmlEncode(message), UUID.randomUUID()));
    }
}
