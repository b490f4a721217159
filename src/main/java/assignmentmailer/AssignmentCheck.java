package assignmentmailer;

import assignmentmailer.assignment.AssignmentRule;
import assignmentmailer.assignment.AttachedFile;
import assignmentmailer.assignment.S3Object;
import assignmentmailer.attachment.Attachments;
import assignmentmailer.aws.AwsHttpClients;
import assignmentmailer.link.LinkCheck;
import assignmentmailer.link.LinkSigner;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.MainSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.SdkHttpClient;

/** Verifies at the start that the links and attachments of all rules are available. */
final class AssignmentCheck extends MainListenerSupport {
    private static final Logger LOG = LoggerFactory.getLogger(AssignmentCheck.class);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

    /** Runs the trial of a link or an attachment. */
    @FunctionalInterface
    interface Runner {
        /**
         * @param setting the setting that names the link or attachment
         * @param content the link's object or the attachment
         */
        void run(String setting, String content, Trial trial);
    }

    /** Tries a link or an attachment. */
    @FunctionalInterface
    interface Trial {
        /**
         * @return a warning about what works now, empty for none
         * @throws IllegalArgumentException when it is unusable; the message names the setting
         * @throws IOException or SdkClientException when its store cannot be reached
         */
        Optional<String> run() throws IOException;
    }

    @Override
    public void beforeStart(BaseMainSupport main) {
        StartPatience patience = new StartPatience(
                FIRST_DELAY, () -> ((MainSupport) main).getShutdownStrategy().isRunAllowed());
        tryAll(
                main.getCamelContext(),
                (setting, content, trial) -> patience.run(
                        setting, () -> trial.run().ifPresent(warning -> LOG.warn("{}: {}", setting, warning))));
    }

    /** Runs the trials of all rules, the links first. */
    static void tryAll(CamelContext context, Runner runner) {
        List<AssignmentRule> rules = new Settings(context).assignmentRules();
        LinkSigner signer = context.getRegistry().lookupByNameAndType("linkSigner", LinkSigner.class);
        if (signer != null) {
            tryLinks(rules, signer, runner);
        }
        Attachments attachments = context.getRegistry().findSingleByType(Attachments.class);
        for (int i = 0; i < rules.size(); i++) {
            String setting = "assignments[" + i + "].attach";
            rules.get(i)
                    .attach()
                    .ifPresent(file ->
                            runner.run(setting, file.toString(), () -> tryAttachment(setting, file, attachments)));
        }
    }

    private static Optional<String> tryAttachment(String setting, AttachedFile file, Attachments attachments)
            throws IOException {
        try {
            return Attachments.warning(attachments.load(file)).map(warning -> file + " " + warning);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(setting + ": " + file + " " + wrong.getMessage(), wrong);
        }
    }

    private static void tryLinks(List<AssignmentRule> rules, LinkSigner signer, Runner runner) {
        try (SdkHttpClient http = AwsHttpClients.builder()
                .connectionTimeout(LONGEST_ANSWER)
                .socketTimeout(LONGEST_ANSWER)
                .build()) {
            LinkCheck check = new LinkCheck(signer, http, InstantSource.system());
            for (int i = 0; i < rules.size(); i++) {
                String setting = "assignments[" + i + "].url";
                Optional<S3Object> object = rules.get(i).url().flatMap(S3Object::of);
                object.ifPresent(linked -> runner.run(setting, linked.toString(), () -> check.check(setting, linked)));
            }
        }
    }
}
