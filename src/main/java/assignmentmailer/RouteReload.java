package assignmentmailer;

import assignmentmailer.settings.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ResourceReload;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies a change of the route files as a whole or not at all, on Camel's one watcher thread. Camel by itself stops a
 * route before it parses the new one, and keeps the previous failure policy for the routes of the other files.
 */
final class RouteReload implements ResourceReload {
    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);

    private final ModelCamelContext context;
    private final Path folder;
    private final Consumer<ModelCamelContext> check;
    private Map<String, String> lastGood;

    /**
     * @param check throws when the context's routes are invalid
     * @throws IOException when the current route files cannot be read
     */
    RouteReload(ModelCamelContext context, Path folder, Consumer<ModelCamelContext> check) throws IOException {
        this.context = context;
        this.folder = folder;
        this.check = check;
        this.lastGood = files();
    }

    /** Handles reloads when {@code camel.main.routes-reload-enabled} makes Camel watch the files. */
    static void guard(ModelCamelContext context, Path folder, Consumer<ModelCamelContext> check) throws IOException {
        RouteWatcherReloadStrategy watcher = context.hasService(RouteWatcherReloadStrategy.class);
        if (watcher != null) {
            watcher.setResourceReload(new RouteReload(context, folder, check));
        }
    }

    @Override
    public void onReload(String name, Resource changed) throws Exception {
        Optional<Map<String, String>> saved = saved();
        if (saved.isPresent() && !saved.get().equals(lastGood)) {
            try {
                use(saved.get());
                check.accept(context);
                lastGood = saved.get();
                LOG.info("Reloaded all routes: {} has changed", name);
            } catch (Exception broken) {
                refuse(broken);
                use(lastGood);
            }
        }
    }

    private Optional<Map<String, String>> saved() {
        try {
            return Optional.of(files());
        } catch (IOException | IllegalArgumentException unreadable) {
            refuse(unreadable);
            return Optional.empty();
        }
    }

    private static void refuse(Exception broken) {
        LOG.error(
                "The change of the routes is refused, the previous routes stay in use: {}",
                StartFailure.describe(broken));
        LOG.debug("The change of the routes is refused", broken);
    }

    /** Replaces all routes: a failure policy in one file applies to the routes in the others. */
    private void use(Map<String, String> files) throws Exception {
        context.getRouteController().removeAllRoutes();
        context.removeRouteDefinitions(new ArrayList<>(context.getRouteDefinitions()));
        for (var configuration : new ArrayList<>(context.getRouteConfigurationDefinitions())) {
            context.removeRouteConfiguration(configuration);
        }
        List<Resource> resources = new ArrayList<>();
        files.forEach((location, text) -> resources.add(ResourceHelper.fromString(location, text)));
        PluginHelper.getRoutesLoader(context).updateRoutes(resources);
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Path file : RouteFiles.in(folder)) {
            files.put("file:" + file, Utf8.decode(file.toString(), Files.readAllBytes(file)));
        }
        return files;
    }
}
