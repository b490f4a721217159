package assignmentmailer.record;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnTableTest {
    private final OwnTable ownTable = new OwnTable("candidates");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"eventSourceARN\":\"arn:aws:dynamodb:eu-west-1:111122223333:table/candidates/stream/2026-11-25T08:00:00.000\"}",
                "{\"dynamodb\":{\"Keys\":[{}]},\"eventSourceARN\":\"arn:aws-cn:dynamodb:cn-north-1:111122223333:table/candidates/stream/x\"}",
                "{\"eventSourceARN\":\"arn:aws:dynamodb:ddblocal:000000000000:table/candidates/stream/x\"}",
                "{\"eventSourceARN\":\"arn:aws:dynamodb:eu-west-1:111122223333:table/candidates\"}",
                "{\"dynamodb\":{\"NewImage\":{\"eventSourceARN\":\"arn:aws:dynamodb:eu-west-1:111122223333:table/other/stream/x\"}}}",
                "{\"eventSourceARN\":null}",
                "{\"no\":\"record\"}",
                "[1]",
                "no JSON",
                "{\"eventSourceARN\":"
            })
    void passesOnTheRecordOfItsTableAndWhatDoesNotSay(String document) {
        assertThatCode(() -> ownTable.process(exchange(document))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"eventSourceARN\":\"arn:aws:dynamodb:eu-west-1:111122223333:table/other/stream/x\"}",
                "{\"eventSourceARN\":\"arn:aws:dynamodb:eu-west-1:111122223333:table/candidates-test/stream/x\"}",
                "{\"eventSourceARN\":\"arn:aws:dynamodb:eu-west-1:111122223333:table/Candidates/stream/x\"}",
                "{\"eventSourceARN\":\"arn:aws:kinesis:eu-west-1:111122223333:stream/candidates\"}",
                "{\"dynamodb\":{\"Keys\":[{}]},\"eventSourceARN\":\"jane@example.com\"}",
            })
    void refusesTheRecordOfAnotherTable(String document) {
        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> ownTable.process(exchange(document)))
                .withMessage("the record's eventSourceARN is not that of the table candidates");
    }

    private static Exchange exchange(String body) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(body);
        return exchange;
    }
}
