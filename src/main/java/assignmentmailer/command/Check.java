package assignmentmailer.command;

import java.util.function.Consumer;

/** Runs every check of the service's setup. */
@FunctionalInterface
public interface Check {
    /** @param findings takes each finding as soon as it is known */
    void run(Consumer<Finding> findings);
}
