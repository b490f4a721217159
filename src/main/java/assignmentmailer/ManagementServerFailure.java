package assignmentmailer;

import io.vertx.core.Vertx;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.service.ServiceSupport;

/** Whether Camel's management server could not listen, which Camel itself only warns of: nothing else runs on its Vert.x. */
final class ManagementServerFailure {
    private volatile boolean isThere;

    /** Gives the server, which must not have started yet, a Vert.x that tells. */
    void watch(CamelContext context) {
        Vertx vertx = Vertx.vertx().exceptionHandler(failure -> isThere = true);
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

    boolean isThere() {
        return isThere;
    }
}
