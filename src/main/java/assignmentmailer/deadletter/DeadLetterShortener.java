package assignmentmailer.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Shortens a dead letter whose endpoint refused the whole document: SQS takes 256 KB or 1 MB, a record has up to twice
 * 400 KB, and SQS refuses some characters. Without that, the record would be redelivered for ever.
 *
 * <p>In a route, this processor handles the caught exception: it replaces the body and sets the variable {@code
 * shortened}, or leaves both when a shorter document would fail as well.
 */
public final class DeadLetterShortener implements Processor {
    /** The variable that is true when the body is the shortened document. */
    public static final String SHORTENED = "shortened";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterShortener.class);

    /** ASCII alone, since every endpoint takes that. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final int INVALID = 400;

    @Override
    public void process(Exchange exchange) throws JsonProcessingException {
        Throwable caught = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        Optional<AwsServiceException> refusal = Stream.iterate(caught, cause -> cause != null, Throwable::getCause)
                .filter(AwsServiceException.class::isInstance)
                .map(AwsServiceException.class::cast)
                .filter(DeadLetterShortener::isAboutTheRequest)
                .findFirst();
        if (refusal.isPresent()) {
            DeadLetter letter = exchange.getVariable(DeadLetterProcessor.LETTER, DeadLetter.class);
            LOG.debug("A dead letter is refused, and tried again without images", refusal.get());
            exchange.getMessage().setBody(JSON.writeValueAsBytes(letter.shorten()));
            exchange.setVariable(SHORTENED, true);
        }
    }

    /** SQS answers 400 also when it throttles. */
    private static boolean isAboutTheRequest(AwsServiceException refusal) {
        return refusal.statusCode() == INVALID && !refusal.isThrottlingException();
    }
}
