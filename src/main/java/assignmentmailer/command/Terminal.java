package assignmentmailer.command;

import java.io.Console;

/** The operator at a terminal, if there is one. */
public interface Terminal {
    boolean isThere();

    /** Asks and returns what was typed; empty when the input ends. */
    String ask(String question);

    /** Returns the terminal of this process: there when standard input and output both are one. */
    static Terminal ofProcess() {
        // a JDK of 22 to 24 would have a console even without a terminal
        System.setProperty("jdk.console", "java.base");
        Console console = System.console();
        return new Terminal() {
            @Override
            public boolean isThere() {
                return console != null;
            }

            @Override
            public String ask(String question) {
                String line = console == null ? null : console.readLine("%s", question);
                return line == null ? "" : line;
            }
        };
    }
}
