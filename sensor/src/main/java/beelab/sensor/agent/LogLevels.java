package beelab.sensor.agent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Level of the agent's log while it runs, which the logging interface itself cannot change. */
final class LogLevels {
    private LogLevels() {}

    static String get() {
        return root().getLevel().toString();
    }

    static void set(String level) {
        root().setLevel(Level.toLevel(level));
    }

    /**
     * @throws IllegalStateException when somebody brought another logging library
     */
    private static Logger root() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            return root;
        }
        throw new IllegalStateException(
                "the log is kept by " + factory.getClass().getName() + ", which cannot be told");
    }
}
