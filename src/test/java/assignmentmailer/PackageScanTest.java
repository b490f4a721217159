package assignmentmailer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.OnlyIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.camel.BindToRegistry;
import org.apache.camel.Configuration;
import org.apache.camel.RoutesBuilder;

/**
 * Keeps test classes out of the service: the local run has them on its class path, where Camel's package scan would
 * find them.
 */
@AnalyzeClasses(packages = "assignmentmailer", importOptions = OnlyIncludeTests.class)
class PackageScanTest {

    @ArchTest
    static final ArchRule NO_TEST_BRINGS_ROUTES = noClasses().should().beAssignableTo(RoutesBuilder.class);

    @ArchTest
    static final ArchRule NO_TEST_BRINGS_BEANS =
            noClasses().should().beAnnotatedWith(Configuration.class).orShould().beAnnotatedWith(BindToRegistry.class);
}
