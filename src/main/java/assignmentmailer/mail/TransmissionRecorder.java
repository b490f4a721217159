package assignmentmailer.mail;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Proves of a call that failed before its transmission began that nothing was sent; {@link WatchedHttpClient} of others. */
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
            NothingSent.proveOf(context.exception());
        }
        return context.exception();
    }
}
