package assignmentmailer.local;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Records the calls that DynamoDB Local's server gets, while it reads them. */
final class RecordedDynamoDb extends Handler.Wrapper {
    private final AwsCalls calls;

    RecordedDynamoDb(Handler server, AwsCalls calls) {
        super(server);
        this.calls = calls;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String target = request.getHeaders().get("X-Amz-Target");
        boolean isRecorded = target != null && !request.getHeaders().contains(AwsCalls.OWN);
        return super.handle(isRecorded ? new Recorded(request, target) : request, response, callback);
    }

    /** A request that is recorded once its body was read. */
    private final class Recorded extends Request.Wrapper {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final String target;

        Recorded(Request request, String target) {
            super(request);
            this.target = target;
        }

        @Override
        public Content.Chunk read() {
            Content.Chunk chunk = super.read();
            if (chunk != null && !Content.Chunk.isFailure(chunk)) {
                ByteBuffer bytes = chunk.getByteBuffer().slice();
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                body.writeBytes(copy);
                if (chunk.isLast()) {
                    calls.dynamoDb(target, body.toByteArray());
                }
            }
            return chunk;
        }
    }
}
