package assignmentmailer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One command of the packaged service, run to its end in a process of its own. */
record CommandProcess(int exitCode, String out, String err) {
    private static final long LIMIT_S = 60;

    /**
     * Runs a command in a folder with the service's files.
     *
     * @param environment the whole environment
     */
    static CommandProcess run(Path directory, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("command", ".out");
        Path err = Files.createTempFile("command", ".err");
        try {
            Process process = start(directory, environment, out, err, arguments);
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + LIMIT_S + " s: " + Files.readString(out));
            }
            return new CommandProcess(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Starts a command, whose output and errors go to files. */
    static Process start(Path directory, Map<String, String> environment, Path out, Path err, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(ServiceProcess.JVM_OPTIONS);
        command.add(ClassArchive.option());
        // a class that the archive lacks is no reason for a line on standard output
        command.add("-Xshare:auto");
        command.add("-Xlog:disable");
        command.addAll(List.of("-jar", ServiceProcess.JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Returns the lines printed to standard output. */
    List<String> lines() {
        return out.lines().toList();
    }
}
