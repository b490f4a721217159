package assignmentmailer.local;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.jspecify.annotations.Nullable;

/** Runs a second copy of the service, in a process of its own, from the start of the first to its stop. */
public final class SecondCopy extends MainListenerSupport {
    /** The beginning of each line that the second copy logs. */
    static final String PREFIX = "copy 2 | ";

    private static final int LONGEST_STOP_S = 60;

    /** What differs from the first copy, which alone replays dead letters, since both would read the same folder. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "STREAM_ENABLED", "false",
            "REPLAY_ENABLED", "false",
            "MANAGEMENT_PORT", "0");

    private @Nullable Process copy;

    @Override
    public void afterStart(BaseMainSupport main) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
        UserSettings.read(LocalRun.SETTINGS).ofThisJvm().forEach((key, value) -> {
            if (!key.equals(LocalRun.LISTENERS)) {
                command.add("-D" + key + "=" + value);
            }
        });
        command.addAll(List.of("-cp", classPath(), CopyRun.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(ENVIRONMENT);
        try {
            copy = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        printLog(copy.inputReader());
    }

    /** Both stop at once. The process itself would close its output, and with it the log of the stop. */
    @Override
    public void beforeStop(BaseMainSupport main) {
        if (copy != null) {
            copy.toHandle().destroy();
        }
    }

    /** Waits, since the embedded AWS ends with this process. */
    @Override
    public void afterStop(BaseMainSupport main) {
        try {
            if (copy != null && !copy.waitFor(LONGEST_STOP_S, TimeUnit.SECONDS)) {
                copy.toHandle().destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Prints instead of logging: the lines are log lines already, with the second copy's own time and level. */
    private static void printLog(BufferedReader log) {
        Thread thread =
                new Thread(() -> log.lines().forEach(line -> System.out.println(PREFIX + line)), "second-copy-log");
        thread.setDaemon(true);
        thread.start();
    }

    /** Maven runs the first copy with a class loader of its own. */
    private static String classPath() {
        return SecondCopy.class.getClassLoader() instanceof URLClassLoader maven
                ? Arrays.stream(maven.getURLs()).map(SecondCopy::path).collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }

    private static String path(URL url) {
        return new File(URI.create(url.toString())).getPath();
    }
}
