package assignmentmailer;

import io.vertx.core.Vertx;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Detects that Camel's management server failed to bind its port; Camel itself only logs a warning. The server is the
 * only user of this Vert.x instance.
 */
final class ManagementServerFailure {
    private volatile boolean hasOccurred;

    /** Binds a Vert.x instance that records failures; call before the server starts. */
    void watch(CamelContext context) {
        Vertx vertx = Vertx.vertx().exceptionHandler(failure -> hasOccurred = true);
        context.getRegistry().bind("managementVertx", Vertx.class, vertx);
        try {
            context.addService(new ServiceSupport() {
                @Override
                protected void doStop() {
                    vertx.close();
                }
            });
        } catch (Exception impossible) {
            throw RuntimeCamelException.wrapRuntimeException(impossible);
        }
    }

    boolean hasOccurred() {
        return hasOccurred;
    }
}
