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
import software.amazon.awssdk.http.SdkHttpClient;

/** Verifies at the start that the links and attachments of all rules are available. */
final class AssignmentCheck extends MainListenerSupport {
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

    @Override
    public void beforeStart(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        StartPatience patience = new StartPatience(
                FIRST_DELAY, () -> ((MainSupport) main).getShutdownStrategy().isRunAllowed());
        List<AssignmentRule> rules = new Settings(context).assignmentRules();
        LinkSigner signer = context.getRegistry().lookupByNameAndType("linkSigner", LinkSigner.class);
        if (signer != null) {
            checkLinks(rules, signer, patience);
        }
        Attachments attachments = context.getRegistry().findSingleByType(Attachments.class);
        for (int i = 0; i < rules.size(); i++) {
            String setting = "assignments[" + i + "].attach";
            rules.get(i)
                    .attach()
                    .ifPresent(file -> patience.run(setting, () -> checkAttachment(setting, file, attachments)));
        }
    }

    private static void checkAttachment(String setting, AttachedFile file, Attachments attachments) throws IOException {
        try {
            attachments.load(file);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(setting + ": " + file + " " + wrong.getMessage(), wrong);
        }
    }

    private static void checkLinks(List<AssignmentRule> rules, LinkSigner signer, StartPatience patience) {
        try (SdkHttpClient http = AwsHttpClients.builder()
                .connectionTimeout(LONGEST_ANSWER)
                .socketTimeout(LONGEST_ANSWER)
                .build()) {
            LinkCheck check = new LinkCheck(signer, http, InstantSource.system());
            for (int i = 0; i < rules.size(); i++) {
                String setting = "assignments[" + i + "].url";
                Optional<S3Object> object = rules.get(i).url().flatMap(S3Object::of);
                object.ifPresent(linked -> patience.run(setting, () -> check.check(setting, linked)));
            }
        }
    }
}
