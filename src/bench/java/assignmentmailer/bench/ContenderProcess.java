package assignmentmailer.bench;

import assignmentmailer.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A contender in its own JVM and working directory. */
final class ContenderProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path MEMORY = Path.of("/proc");

    private final Process process;

    private ContenderProcess(Process process) {
        this.process = process;
    }

    /** @param environment the whole environment; this process's AWS settings are not inherited */
    static ContenderProcess start(Contender contender, Map<String, String> environment, List<String> jvmOptions)
            throws IOException {
        Path all = Files.createDirectories(Path.of("target", "bench"));
        Path directory = Files.createTempDirectory(all, contender.name().toLowerCase(Locale.ROOT) + "-");
        ServiceProcess.prepare(directory);
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(ServiceProcess.JVM_OPTIONS);
        command.addAll(jvmOptions);
        command.addAll(contender.program());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.log").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new ContenderProcess(process);
    }

    /** Returns the process's total CPU time, the JVM's own threads included. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow(() -> new IllegalStateException("The process has ended"));
    }

    /** Returns the resident memory in bytes, if the system reports it. */
    OptionalLong residentMemory() throws IOException {
        Path status = MEMORY.resolve(Long.toString(process.pid())).resolve("status");
        if (!Files.exists(status)) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        }
    }

    /** Stops the process gracefully and waits for its end. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("The process does not end when asked to");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
