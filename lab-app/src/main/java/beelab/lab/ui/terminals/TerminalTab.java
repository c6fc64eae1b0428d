package beelab.lab.ui.terminals;

import beelab.lab.terminal.TerminalSession;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** One terminal of the window. Used on the FX thread only. */
public final class TerminalTab {
    /** Life of a terminal. */
    public enum Phase {
        /** The shell is being started. */
        OPENING,
        /** The prompt is there. */
        IDLE,
        /** A command line is running. */
        BUSY,
        /** The shell has ended. */
        ENDED,
        /** The shell could not be started. */
        FAILED
    }

    private final String name;
    private final ReadOnlyObjectWrapper<Phase> phase = new ReadOnlyObjectWrapper<>(Phase.OPENING);
    private final ReadOnlyObjectWrapper<@Nullable TerminalSession> session =
            new ReadOnlyObjectWrapper<>();
    private final java.util.List<String> typedEarly = new java.util.ArrayList<>();
    private String problem = "";

    TerminalTab(String name) {
        this.name = name;
    }

    /** The name on the tab. */
    public String name() {
        return name;
    }

    /** Where the terminal stands. */
    public ReadOnlyObjectProperty<Phase> phaseProperty() {
        return phase.getReadOnlyProperty();
    }

    /** The shell; null before it was started. */
    public ReadOnlyObjectProperty<@Nullable TerminalSession> sessionProperty() {
        return session.getReadOnlyProperty();
    }

    /** Why the shell could not be started; empty otherwise. */
    public String problem() {
        return problem;
    }

    void type(String text, boolean interruptFirst) {
        TerminalSession open = session.get();
        if (open == null) {
            typedEarly.add(text);
            return;
        }
        if (interruptFirst) {
            open.interrupt();
        }
        open.type(text);
    }

    void opened(TerminalSession started) {
        session.set(started);
        typedEarly.forEach(started::type);
        typedEarly.clear();
    }

    void failed(String why) {
        problem = why;
        phase.set(Phase.FAILED);
    }

    void phase(Phase now) {
        if (phase.get() != Phase.FAILED) {
            phase.set(now);
        }
    }
}
