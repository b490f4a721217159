package assignmentmailer.mail;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Marks calls that failed before transmission began as {@link NothingSent}; {@link WatchedHttpClient} marks later
 * failures.
 */
final class TransmissionRecorder implements ExecutionInterceptor {
    private static final ExecutionAttribute<Boolean> BEGUN =
            new ExecutionAttribute<>("assignmentmailer.TransmissionBegun");

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        attributes.putAttribute(BEGUN, true);
    }

    @Override
    public Throwable modifyException(Context.FailedExecution context, ExecutionAttributes attributes) {
        if (attributes.getAttribute(BEGUN) == null) {
            NothingSent.mark(context.exception());
        }
        return context.exception();
    }
}
