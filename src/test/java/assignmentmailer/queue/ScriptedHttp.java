package assignmentmailer.queue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Answers calls to SQS in turn, and with an empty object after the last answer. */
final class ScriptedHttp implements SdkHttpClient {
    /** An answer; a null document is a failed connection. */
    private record Answer(int status, @Nullable String document) {}

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    /** Opened for each call to get its answer; null lets all pass. */
    private volatile @Nullable CountDownLatch gate;

    SqsClient client(ExecutionInterceptor observer) {
        return SqsClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(this)
                .overrideConfiguration(override ->
                        override.retryStrategy(AwsRetryStrategy.doNotRetry()).addExecutionInterceptor(observer))
                .build();
    }

    void answer(int status, String document) {
        answers.add(new Answer(status, document));
    }

    void fail() {
        answers.add(new Answer(0, null));
    }

    /** Makes calls wait until this is opened. */
    void waitFor(CountDownLatch opened) {
        gate = opened;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return respond();
            }

            @Override
            public void abort() {}
        };
    }

    private HttpExecuteResponse respond() throws IOException {
        CountDownLatch closed = gate;
        if (closed != null) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        Answer answer = answers.isEmpty() ? new Answer(200, "{}") : answers.remove();
        if (answer.document() == null) {
            throw new IOException("no route to host");
        }
        byte[] document = answer.document().getBytes(StandardCharsets.UTF_8);
        return HttpExecuteResponse.builder()
                .response(SdkHttpResponse.builder()
                        .statusCode(answer.status())
                        .putHeader("Content-Length", String.valueOf(document.length))
                        .build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(document)))
                .build();
    }

    @Override
    public void close() {}
}
