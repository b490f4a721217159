package assignmentmailer.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs another main class of the same class path in a fresh JVM. */
final class ChildJvm {
    private static final String NATIVE = "sqlite4java.library.path";

    private ChildJvm() {}

    static void run(String heap, String mainClass, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                heap,
                "-D" + NATIVE + "=" + System.getProperty(NATIVE),
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(List.of(arguments));
        int exitCode = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exitCode != 0) {
            throw new IllegalStateException(mainClass + " ended with exit code " + exitCode);
        }
    }
}
