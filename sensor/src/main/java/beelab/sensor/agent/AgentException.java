package beelab.sensor.agent;

/** The agent cannot start; the message is one line: what is wrong and what to do next. */
public final class AgentException extends Exception {
    private static final long serialVersionUID = 1L;

    public AgentException(String message) {
        super(message);
    }

    public AgentException(String message, Throwable cause) {
        super(message, cause);
    }
}
