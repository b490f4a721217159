package assignmentmailer;

import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.spi.PackageScanClassResolver;
import org.apache.camel.spi.PackageScanFilter;
import org.apache.camel.support.scan.DefaultPackageScanClassResolver;

/** Camel Main whose package scan leaves out the operator's commands: the service loads neither them nor their library. */
final class ServiceMain extends Main {
    ServiceMain(Class<?> mainClass) {
        super(mainClass);
    }

    /** Replaces the scan before the context is built, since type converters are scanned by the one of that time. */
    @Override
    protected CamelContext createCamelContext() {
        CamelContext context = super.createCamelContext();
        context.getCamelContextExtension().addContextPlugin(PackageScanClassResolver.class, new WithoutCommands());
        return context;
    }

    private static final class WithoutCommands extends DefaultPackageScanClassResolver {
        private static final String COMMANDS = "assignmentmailer/command/";

        @Override
        protected void addIfMatching(PackageScanFilter test, String fqn, Set<Class<?>> classes) {
            if (!fqn.startsWith(COMMANDS)) {
                super.addIfMatching(test, fqn, classes);
            }
        }
    }
}
