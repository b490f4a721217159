package assignmentmailer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** Captures the log lines of a class or logger, at INFO and above, until closed. */
public final class LogLines implements AutoCloseable {
    private final List<String> all = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final AbstractAppender appender = new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            all.add(event.getMessage().getFormattedMessage());
            if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
                warnings.add(event.getMessage().getFormattedMessage());
            }
        }
    };
    private final Logger logger;

    public LogLines(Class<?> of) {
        this(of.getName());
    }

    /** @param name the name of a logger, such as a route's */
    public LogLines(String name) {
        logger = (Logger) LogManager.getLogger(name);
        appender.start();
        logger.addAppender(appender);
    }

    public List<String> all() {
        return all;
    }

    public List<String> warnings() {
        return warnings;
    }

    @Override
    public void close() {
        logger.removeAppender(appender);
    }
}
