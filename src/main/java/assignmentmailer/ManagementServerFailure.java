package assignmentmailer;

import io.vertx.core.Vertx;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;

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
        // Not as a service of the context: that may stop before the server, whose last tasks Vert.x then rejects.
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopped(CamelContext stopped) {
                vertx.close();
            }
        });
    }

    boolean hasOccurred() {
        return hasOccurred;
    }
}
