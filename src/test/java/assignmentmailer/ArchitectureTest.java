package assignmentmailer;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.apache.camel.Processor;

/** Forward only: a candidate gets an assignment, an assignment a mail, and no part reaches back. */
@AnalyzeClasses(packages = "assignmentmailer", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule CANDIDATE_KNOWS_NO_OTHER_PART = onlyKnows("candidate");

    @ArchTest
    static final ArchRule ASSIGNMENT_KNOWS_THE_CANDIDATE = onlyKnows("assignment", "candidate");

    @ArchTest
    static final ArchRule MAIL_KNOWS_ASSIGNMENT_CANDIDATE_AND_LEDGER =
            onlyKnows("mail", "mail.account", "assignment", "candidate", "ledger");

    @ArchTest
    static final ArchRule THE_ACCOUNTS_ROOM_KNOWS_NO_OTHER_PART = onlyKnows("mail.account");

    @ArchTest
    static final ArchRule DEAD_LETTER_KNOWS_NO_OTHER_PART = onlyKnows("deadletter");

    @ArchTest
    static final ArchRule STREAM_KNOWS_THE_STATE_TABLE = onlyKnows("stream", "state");

    @ArchTest
    static final ArchRule LEDGER_KNOWS_THE_STATE_TABLE = onlyKnows("ledger", "state");

    @ArchTest
    static final ArchRule STATE_KNOWS_NO_OTHER_PART = onlyKnows("state");

    @ArchTest
    static final ArchRule NO_PART_REACHES_BACK =
            slices().matching("assignmentmailer.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ASSIGNMENT_IS_PLAIN_JAVA_BUT_FOR_ITS_PROCESSOR = noClasses()
            .that()
            .resideInAPackage("assignmentmailer.assignment")
            .and()
            .doNotImplement(Processor.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "software.amazon..");

    @ArchTest
    static final ArchRule NOTHING_IS_PRINTED = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    private static ArchRule onlyKnows(String part, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = "assignmentmailer." + part;
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = "assignmentmailer." + others[i];
        }
        return classes()
                .that()
                .resideInAPackage("assignmentmailer." + part + "..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(not(resideInAPackage("assignmentmailer.."))));
    }
}
