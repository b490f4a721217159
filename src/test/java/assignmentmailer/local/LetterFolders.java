package assignmentmailer.local;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.PropertiesComponent;

/** Notes in system properties, for the site, where the service keeps its dead letters and from where it replays them. */
public final class LetterFolders extends MainListenerSupport {
    private static final String KEPT = "local.dead-letters";
    private static final String REPLAYED = "local.replay";

    @Override
    public void beforeStart(BaseMainSupport main) {
        PropertiesComponent settings = main.getCamelContext().getPropertiesComponent();
        settings.resolveProperty("replay.folder").ifPresent(folder -> {
            System.setProperty(
                    KEPT, String.valueOf(Path.of(folder).toAbsolutePath().getParent()));
            if (settings.resolveProperty("replay.enabled").equals(Optional.of("true"))) {
                System.setProperty(REPLAYED, folder);
            }
        });
    }

    /** Returns the dead letters of the service in this JVM; none before its start. */
    static DeadLetters letters() {
        return new DeadLetters(() -> noted(KEPT), () -> noted(REPLAYED));
    }

    private static Optional<Path> noted(String property) {
        return Optional.ofNullable(System.getProperty(property)).map(Path::of);
    }
}
