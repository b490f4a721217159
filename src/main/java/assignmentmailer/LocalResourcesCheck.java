package assignmentmailer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.MainListenerSupport;

/** Verifies at the start that the management port is free and the dead-letter folder is writable; creates the replay folder. */
final class LocalResourcesCheck extends MainListenerSupport {

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final ManagementServerFailure failure = new ManagementServerFailure();

    @Override
    public void beforeStart(BaseMainSupport main) {
        HttpManagementServerConfigurationProperties management =
                main.configure().httpManagementServer();
        if (management.isEnabled()) {
            checkPort(management.getHost(), management.getPort());
            failure.watch(main.getCamelContext());
        }
        if (deadLetters(main.getCamelContext()) instanceof FileEndpoint folder) {
            checkFolder(folder.getFile().toPath());
            if (isReplayEnabled(main.getCamelContext())) {
                Path replayed = folder.getFile().toPath().resolve(SettingsLoader.REPLAY);
                createPrivately(replayed);
                checkFolder(replayed);
            }
        }
    }

    /** Another process may have bound the port since {@link #beforeStart}. */
    @Override
    public void afterStart(BaseMainSupport main) {
        if (failure.hasOccurred()) {
            throw taken(main.configure().httpManagementServer().getPort());
        }
    }

    /** @throws IllegalArgumentException when no endpoint can be made of {@code dead-letter.uri} */
    static Endpoint deadLetters(CamelContext context) {
        try {
            return context.getEndpoint(context.resolvePropertyPlaceholders("{{dead-letter.uri}}"));
        } catch (NoSuchEndpointException | ResolveEndpointFailedException wrong) {
            throw new IllegalArgumentException("dead-letter.uri: " + StartFailure.describe(wrong));
        }
    }

    private static boolean isReplayEnabled(CamelContext context) {
        return context.getPropertiesComponent()
                .resolveProperty("replay.enabled")
                .filter("true"::equals)
                .isPresent();
    }

    /** Creates a folder that its owner alone can read and write to, together with missing parents. */
    static void createPrivately(Path folder) {
        boolean isPosix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            Files.createDirectories(folder, isPosix ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0]);
        } catch (IOException notCreated) {
            throw new IllegalArgumentException(
                    "dead-letter.uri: the service cannot create the folder %s: create it, or set replay.enabled=false"
                            .formatted(folder));
        }
    }

    static void checkPort(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException inUse) {
            throw taken(port);
        }
    }

    private static IllegalArgumentException taken(int port) {
        return new IllegalArgumentException(
                "management.port: the port %d is in use by another process, perhaps a second instance of this service: stop that process, or set another port, 0 for any free one"
                        .formatted(port));
    }

    static void checkFolder(Path folder) {
        boolean isNew = Files.notExists(folder);
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".start", ".check"));
            if (isNew) {
                // The first dead letter creates the folder.
                Files.delete(folder);
            }
        } catch (IOException failed) {
            throw notWritable(folder);
        }
    }

    /** As {@link #checkFolder}, but by the permissions alone: writes nothing. */
    static void checkPermissions(Path folder) {
        Path there = folder.toAbsolutePath();
        while (Files.notExists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            throw notWritable(folder);
        }
    }

    private static IllegalArgumentException notWritable(Path folder) {
        return new IllegalArgumentException(
                "dead-letter.uri: the service cannot write to the folder %s: grant write access, or set another folder"
                        .formatted(folder));
    }
}
