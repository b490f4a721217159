package assignmentmailer;

import java.util.Set;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.PackageScanClassResolver;
import org.apache.camel.spi.PackageScanFilter;
import org.apache.camel.support.scan.DefaultPackageScanClassResolver;

/** Leaves the operator's commands out of Camel's package scan: the service starts without them and their library. */
final class ServiceClasses extends MainListenerSupport {
    @Override
    public void beforeInitialize(BaseMainSupport main) {
        PackageScanClassResolver resolver = new WithoutCommands();
        resolver.addClassLoader(ServiceClasses.class.getClassLoader());
        main.getCamelContext().getCamelContextExtension().addContextPlugin(PackageScanClassResolver.class, resolver);
    }

    private static final class WithoutCommands extends DefaultPackageScanClassResolver {
        /** A class literal would load the class. */
        private static final String COMMANDS = "assignmentmailer/command/";

        @Override
        protected void addIfMatching(PackageScanFilter test, String fqn, Set<Class<?>> classes) {
            if (!fqn.startsWith(COMMANDS)) {
                super.addIfMatching(test, fqn, classes);
            }
        }
    }
}
