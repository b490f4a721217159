package assignmentmailer;

import assignmentmailer.assignment.S3Object;
import assignmentmailer.attachment.Attachments;
import assignmentmailer.attachment.S3Clients;
import assignmentmailer.link.LinkProcessor;
import assignmentmailer.link.LinkSigner;
import assignmentmailer.mail.MailComposer;
import assignmentmailer.mail.MailRoom;
import assignmentmailer.mail.account.AccountCredentials;
import assignmentmailer.mail.account.LastingCredentials;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Configuration;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The beans for links and attachments, and for the mails that contain them. S3 classes are loaded only if a rule requires them. */
@Configuration
public final class AssignmentConfiguration {
    /** The same limit as for all other credentials. */
    private static final Duration CREDENTIALS = Duration.ofSeconds(5);

    /** The shortest link.valid-for. */
    private static final Duration SHORTEST_LINK = Duration.ofMinutes(1);

    private final MailRoom room = MailRoom.ofHeap(file -> attachments().get(file));
    private final Attachments attachments =
            new Attachments(Path.of("."), this::s3, room::check, InstantSource.system());
    private @Nullable S3Client s3;

    @BindToRegistry
    public Processor linkProcessor(CamelContext context) {
        Settings settings = new Settings(context);
        if (settings.assignmentRules().stream()
                .allMatch(rule -> rule.url().flatMap(S3Object::of).isEmpty())) {
            return exchange -> {};
        }
        AwsCredentialsProvider credentials = new LastingCredentials(
                new AccountCredentials(
                        settings.linkProfile()
                                .map(AssignmentConfiguration::ofProfile)
                                .orElseGet(AssignmentConfiguration::ownCredentials),
                        CREDENTIALS),
                SHORTEST_LINK,
                InstantSource.system());
        LinkSigner signer = new LinkSigner(
                S3Presigner.builder().credentialsProvider(credentials).build(),
                credentials,
                settings.linkValidFor(),
                InstantSource.system());
        context.getRegistry().bind("linkSigner", signer);
        return new LinkProcessor(signer, InstantSource.system());
    }

    @BindToRegistry
    public Attachments attachments() {
        return attachments;
    }

    @BindToRegistry
    public MailRoom mailRoom() {
        return room;
    }

    @BindToRegistry
    public MailComposer mailComposer(CamelContext context) {
        return new MailComposer(new Settings(context).mail(), room);
    }

    private synchronized S3Client s3() {
        if (s3 == null) {
            s3 = S3Clients.create(ownCredentials());
        }
        return s3;
    }

    private static AwsCredentialsProvider ownCredentials() {
        return DefaultCredentialsProvider.builder().build();
    }

    private static AwsCredentialsProvider ofProfile(String profile) {
        if (ProfileFile.defaultProfileFile().profile(profile).isEmpty()) {
            throw new IllegalArgumentException(
                    "link.profile: the AWS configuration contains no profile \"%s\": correct the name, or add the profile"
                            .formatted(profile));
        }
        return ProfileCredentialsProvider.create(profile);
    }
}
