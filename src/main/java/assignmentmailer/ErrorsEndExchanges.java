package assignmentmailer;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Turns an {@link Error} thrown by a step into the failure of its exchange. Camel by itself lets the error propagate to
 * the consumer: the failure policy is bypassed, and the exchange stays in flight forever.
 */
final class ErrorsEndExchanges implements InterceptStrategy {

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                CallOnce once = new CallOnce(callback);
                try {
                    return super.process(exchange, once);
                } catch (Error failure) {
                    exchange.setException(failure);
                    once.done(true);
                    return true;
                }
            }
        };
    }

    /** Calls a callback at most once, even when a step calls it and then throws. */
    private static final class CallOnce implements AsyncCallback {
        private final AsyncCallback callback;
        private final AtomicBoolean called = new AtomicBoolean();

        CallOnce(AsyncCallback callback) {
            this.callback = callback;
        }

        @Override
        public void done(boolean doneSync) {
            if (called.compareAndSet(false, true)) {
                callback.done(doneSync);
            }
        }
    }
}
