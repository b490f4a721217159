package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalResourcesCheckTest {
    @TempDir
    private Path directory;

    @Test
    void refusesAPortThatIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LocalResourcesCheck.checkPort("0.0.0.0", taken.getLocalPort()))
                    .withMessageStartingWith("management.port: the port " + taken.getLocalPort() + " is in use");
        }
    }

    @Test
    void takesAnyFreePort() {
        assertThatCode(() -> LocalResourcesCheck.checkPort("127.0.0.1", 0)).doesNotThrowAnyException();
    }

    /** Another process binds the port between check and start, as when two instances start at once. */
    @Test
    void findsAfterTheStartThatCamelsServerDoesNotListen() throws Exception {
        ManagementServerFailure failure = new ManagementServerFailure();

        try (ServerSocket taken = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                DefaultCamelContext context = contextListeningOn(taken.getLocalPort(), failure)) {
            await().atMost(Duration.ofSeconds(10)).until(failure::hasOccurred);
            assertThat(context.isStarted()).isTrue();
        }
    }

    @Test
    void isContentWithAServerThatListens() throws Exception {
        ManagementServerFailure failure = new ManagementServerFailure();

        try (DefaultCamelContext context = contextListeningOn(0, failure)) {
            assertThat(context.hasService(VertxPlatformHttpServer.class).getPort())
                    .isPositive();
            assertThat(failure.hasOccurred()).isFalse();
        }
    }

    @Test
    void refusesAFolderThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalResourcesCheck.checkFolder(file.resolve("letters")))
                .withMessageStartingWith("dead-letter.uri: the service cannot write to the folder ");
    }

    @Test
    void leavesNoTraceInAFolderThatCanBeWritten() throws IOException {
        Path there = Files.createDirectory(directory.resolve("there"));

        LocalResourcesCheck.checkFolder(there);
        LocalResourcesCheck.checkFolder(directory.resolve("missing"));

        assertThat(there).isEmptyDirectory();
        assertThat(directory.resolve("missing")).doesNotExist();
    }

    @Test
    void readsFromThePermissionsAloneWhetherAFolderCanBeWritten() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        LocalResourcesCheck.checkPermissions(directory);
        LocalResourcesCheck.checkPermissions(directory.resolve("missing").resolve("letters"));

        assertThat(directory.resolve("missing")).doesNotExist();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalResourcesCheck.checkPermissions(file.resolve("letters")))
                .withMessageStartingWith("dead-letter.uri: the service cannot write to the folder ");
    }

    @Test
    void createsTheReplayFolderForItsOwnerAlone() throws IOException {
        Path folder = directory.resolve("letters").resolve("replay");

        LocalResourcesCheck.createPrivately(folder);
        LocalResourcesCheck.createPrivately(folder);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.getParent())))
                .isEqualTo("rwx------");
    }

    private static DefaultCamelContext contextListeningOn(int port, ManagementServerFailure failure) throws Exception {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost("127.0.0.1");
        configuration.setBindPort(port);
        DefaultCamelContext context = new DefaultCamelContext();
        failure.watch(context);
        context.addService(new VertxPlatformHttpServer(configuration));
        context.start();
        return context;
    }
}
