package assignmentmailer.local;

import java.util.UUID;
import org.apache.camel.util.StringHelper;

/**
 * A response of the local SES.
 *
 * @param status the HTTP status
 * @param body an XML document
 */
public record SesReply(int status, String body) {
    /** No response: the connection is closed. */
    public static final SesReply HANG_UP = new SesReply(0, "");

    public static SesReply success(String action, String result) {
        return new SesReply(200, """
                <%1$sResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
                  <%1$sResult>%2$s</%1$sResult>
                  <ResponseMetadata><RequestId>%3$s</RequestId></ResponseMetadata>
                </%1$sResponse>
                """.formatted(action, result, UUID.randomUUID()));
    }

    /** Returns an error with this HTTP status, which determines the fault's type. */
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
