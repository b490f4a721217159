package assignmentmailer;

import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.camel.RuntimeCamelException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Describes in one line why the service cannot start: the setting or file, and its fault. */
final class StartFailure {
    private static final int MAX_LENGTH = 500;

    private StartFailure() {}

    static String describe(Throwable failure) {
        List<Throwable> causes = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(cause -> !isWrapper(cause))
                .toList();
        String outermost = message(causes.isEmpty() ? failure : causes.get(0));
        String root = message(causes.isEmpty() ? failure : causes.get(causes.size() - 1));
        String line = outermost.contains(root) ? outermost : outermost + ": " + root;
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + " ...";
    }

    /** Returns whether an exception only wraps its cause. */
    private static boolean isWrapper(Throwable cause) {
        return cause.getClass() == RuntimeCamelException.class
                || cause instanceof CompletionException
                || cause instanceof InvocationTargetException
                || cause instanceof UncheckedIOException;
    }

    private static String message(Throwable cause) {
        if (cause instanceof MarkedYamlEngineException yaml) {
            return yaml.getProblemMark().map(StartFailure::place).orElse("") + yaml.getProblem();
        }
        if (cause instanceof NoSuchFileException missing) {
            return missing.getFile() + " is missing";
        }
        if (cause instanceof SdkClientException && cause.getMessage().startsWith("Unable to load region")) {
            return "no AWS region is known: set AWS_REGION";
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("").strip();
    }

    private static String place(Mark mark) {
        return mark.getName() + ", line " + (mark.getLine() + 1) + ": ";
    }
}
