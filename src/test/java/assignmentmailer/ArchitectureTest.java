package assignmentmailer;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import assignmentmailer.stream.StreamComponent;
import assignmentmailer.stream.reading.RecordSize;
import assignmentmailer.stream.reading.StreamTrial;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.apache.camel.Processor;

/** Enforces the package dependencies: candidate to assignment to mail, and never backwards. */
@AnalyzeClasses(packages = "assignmentmailer", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule CANDIDATE_KNOWS_NO_OTHER_PART = onlyKnows("candidate..");

    @ArchTest
    static final ArchRule RECORD_KNOWS_NO_OTHER_PART = onlyKnows("record..");

    @ArchTest
    static final ArchRule ASSIGNMENT_KNOWS_THE_CANDIDATE = onlyKnows("assignment..", "candidate");

    @ArchTest
    static final ArchRule ATTACHMENT_KNOWS_WHERE_THE_ASSIGNMENT_IS = onlyKnows("attachment..", "assignment", "aws");

    @ArchTest
    static final ArchRule LINK_KNOWS_THE_ASSIGNMENT = onlyKnows("link..", "assignment", "candidate");

    @ArchTest
    static final ArchRule MAIL_KNOWS_ASSIGNMENT_CANDIDATE_LEDGER_AND_DEAD_LETTER =
            onlyKnows("mail", "mail.account", "assignment", "attachment", "candidate", "ledger", "deadletter", "aws");

    @ArchTest
    static final ArchRule THE_ACCOUNTS_ROOM_KNOWS_NO_OTHER_PART = onlyKnows("mail.account");

    @ArchTest
    static final ArchRule DEAD_LETTER_KNOWS_THE_RECORD = onlyKnows("deadletter..", "record");

    @ArchTest
    static final ArchRule REPLAY_KNOWS_DEFERRED_MAILS_AND_DEAD_LETTERS =
            onlyKnows("replay..", "mail.account", "deadletter");

    @ArchTest
    static final ArchRule MAIL_EVENTS_KNOW_LEDGER_MAIL_AND_DEAD_LETTER =
            onlyKnows("mailevents..", "ledger", "mail", "mail.account", "deadletter");

    @ArchTest
    static final ArchRule QUEUE_KNOWS_DEFERRED_MAILS_AND_HOW_AWS_IS_REACHED =
            onlyKnows("queue..", "mail.account", "aws");

    @ArchTest
    static final ArchRule STREAM_KNOWS_THE_STATE_TABLE = onlyKnows("stream..", "state", "aws");

    @ArchTest
    static final ArchRule SCHEDULE_IS_THE_GROUND_FLOOR_OF_STREAM = onlyKnows("stream.schedule");

    @ArchTest
    static final ArchRule CHECKPOINT_KNOWS_SCHEDULE = onlyKnows("stream.checkpoint", "stream.schedule", "state");

    @ArchTest
    static final ArchRule DELIVERY_KNOWS_CHECKPOINT =
            onlyKnows("stream.delivery", "stream.schedule", "stream.checkpoint");

    @ArchTest
    static final ArchRule READING_KNOWS_DELIVERY =
            onlyKnows("stream.reading", "stream.schedule", "stream.checkpoint", "stream.delivery", "state");

    @ArchTest
    static final ArchRule COMMAND_KNOWS_THE_PARTS_BUT_NOT_THE_MAIN_CLASS = onlyKnows(
            "command",
            "command.backfill",
            "candidate",
            "record",
            "assignment",
            "mail",
            "mail.account",
            "ledger",
            "queue",
            "state",
            "stream.reading");

    @ArchTest
    static final ArchRule BACKFILL_KNOWS_THE_PARTS_BUT_NO_OTHER_COMMAND = onlyKnows(
            "command.backfill", "candidate", "assignment", "mail", "mail.account", "ledger", "state", "stream.reading");

    @ArchTest
    static final ArchRule NO_PART_KNOWS_COMMAND = noClasses()
            .that()
            .resideInAPackage("assignmentmailer.(*)..")
            .and()
            .resideOutsideOfPackage("assignmentmailer.command..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("assignmentmailer.command..");

    @ArchTest
    static final ArchRule ONLY_COMPONENT_TRIAL_AND_SIZES_OF_STREAM_ARE_USED = noClasses()
            .that()
            .resideOutsideOfPackage("assignmentmailer.stream..")
            .should()
            .dependOnClassesThat(resideInAPackage("assignmentmailer.stream..")
                    .and(not(type(StreamComponent.class)))
                    .and(not(type(StreamTrial.class)))
                    .and(not(type(RecordSize.class))));

    @ArchTest
    static final ArchRule NO_CLASS_IN_A_ROOM_OF_STREAM_LEADS_BACK_TO_ITSELF = slices().assignedFrom(
                    new SliceAssignment() {
                        @Override
                        public SliceIdentifier getIdentifierOf(JavaClass type) {
                            return type.getPackageName().startsWith("assignmentmailer.stream.")
                                    ? SliceIdentifier.of(outermost(type).getName())
                                    : SliceIdentifier.ignore();
                        }

                        @Override
                        public String getDescription() {
                            return "each class in a room of stream";
                        }
                    })
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule LEDGER_KNOWS_THE_STATE_TABLE = onlyKnows("ledger..", "state");

    @ArchTest
    static final ArchRule COPIES_KNOW_THE_STATE_TABLE_AND_THE_ACCOUNT = onlyKnows("copies..", "state", "mail.account");

    @ArchTest
    static final ArchRule STATE_KNOWS_HOW_AWS_IS_REACHED = onlyKnows("state..", "aws");

    @ArchTest
    static final ArchRule AWS_KNOWS_NO_OTHER_PART = onlyKnows("aws..");

    @ArchTest
    static final ArchRule SETTINGS_KNOW_THE_CANDIDATE = onlyKnows("settings..", "candidate");

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

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    private static ArchRule onlyKnows(String part, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = "assignmentmailer." + part;
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = "assignmentmailer." + others[i];
        }
        return classes()
                .that()
                .resideInAPackage("assignmentmailer." + part)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(not(resideInAPackage("assignmentmailer.."))));
    }
}
