package assignmentmailer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the packaged service in its own process and working directory. */
public final class ServiceProcess implements AutoCloseable {
    /** The JVM options that the README recommends for a small machine. */
    public static final List<String> JVM_OPTIONS =
            List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    static final Path JAR = Path.of("target", "assignment-mailer.jar").toAbsolutePath();
    private static final String STARTED = "(assignment-mailer) started";

    private final Path directory;
    private final Process process;

    private ServiceProcess(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** Copies the routes folder and application.properties to a working directory. */
    public static Path prepare(Path directory) throws IOException {
        copy(Path.of("application.properties"), directory);
        try (Stream<Path> routes = Files.walk(Path.of("routes"))) {
            for (Path path : routes.toList()) {
                copy(path, directory);
            }
        }
        return directory;
    }

    private static void copy(Path path, Path directory) throws IOException {
        Files.copy(path, directory.resolve(path), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Starts the jar with the options for a small machine. */
    public static ServiceProcess start(Path directory, Map<String, String> environment) throws IOException {
        return start(directory, environment, JVM_OPTIONS);
    }

    /**
     * Starts the jar.
     *
     * @param environment the whole environment; this process's AWS settings are not inherited
     */
    public static ServiceProcess start(Path directory, Map<String, String> environment, List<String> jvmOptions)
            throws IOException {
        return launch(directory, environment, with(jvmOptions, ClassArchive.option()));
    }

    /** Starts the jar without a class archive, with the options for a small machine and others. */
    static ServiceProcess startWithoutArchive(Path directory, Map<String, String> environment, String... others)
            throws IOException {
        return launch(directory, environment, with(JVM_OPTIONS, others));
    }

    private static List<String> with(List<String> options, String... others) {
        return Stream.concat(options.stream(), Stream.of(others)).toList();
    }

    private static ServiceProcess launch(Path directory, Map<String, String> environment, List<String> jvmOptions)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", JAR.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(logFile(directory).toFile()));
        builder.environment().clear();
        builder.environment().put("MANAGEMENT_PORT", "0");
        builder.environment().putAll(environment);
        return new ServiceProcess(directory, builder.start());
    }

    private static Path logFile(Path directory) {
        return directory.resolve("service.log");
    }

    /** Returns the log of this process and of earlier ones in the same directory. */
    public String log() {
        try {
            return Files.readString(logFile(directory));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public boolean hasStarted() {
        return log().contains(STARTED);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL, like {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for the process to end; fails after the time-out. */
    public int exitCode(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + seconds + " s:\n" + log());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
