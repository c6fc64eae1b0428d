package beelab.lab.ui.terminals;

import beelab.lab.guide.Block;
import beelab.lab.terminal.TerminalSession;
import beelab.lab.terminal.TerminalSpec;
import beelab.lab.ui.common.Background;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * The terminals of the window. Used on the FX thread only, but for {@link #close()}, which blocks.
 */
public final class TerminalsViewModel implements AutoCloseable {
    /** Name of the terminal that is there from the start. */
    public static final String MAIN = "main";

    private static final int COLUMNS = 100;
    private static final int ROWS = 18;

    /**
     * Where shells start.
     *
     * @param folder working directory; made when missing
     * @param environment complete environment
     * @param prompt word before the directory in the prompt
     * @param stateFolder folder for the shell's start file
     */
    public record Place(
            Path folder, Map<String, String> environment, String prompt, Path stateFolder) {}

    private final Background background;
    private final Supplier<Place> place;
    private final ObservableList<TerminalTab> tabs = FXCollections.observableArrayList();
    private final ObservableList<TerminalTab> tabsView =
            FXCollections.unmodifiableObservableList(tabs);
    private final ObjectProperty<@Nullable TerminalTab> selected = new SimpleObjectProperty<>();
    private int opened;

    /**
     * @param place asked on a background thread for every new terminal
     */
    public TerminalsViewModel(Background background, Supplier<Place> place) {
        this.background = background;
        this.place = place;
    }

    /** The terminals, in the order of their tabs. */
    public ObservableList<TerminalTab> tabs() {
        return tabsView;
    }

    /** The terminal that is shown. */
    public ObjectProperty<@Nullable TerminalTab> selectedProperty() {
        return selected;
    }

    /** Opens one more terminal with a free name and shows it. */
    public TerminalTab openNew() {
        String name = opened == 0 ? MAIN : "terminal " + (opened + 1);
        return open(name);
    }

    /** Types what a guide block says into the terminal that it names; opens it when needed. */
    public void type(Block.Typed block) {
        TerminalTab tab =
                tabs.stream()
                        .filter(open -> open.name().equals(block.terminal()))
                        .filter(open -> open.phaseProperty().get() != TerminalTab.Phase.ENDED)
                        .findFirst()
                        .orElseGet(() -> open(block.terminal()));
        selected.set(tab);
        tab.type(String.join("\n", block.lines()), block.interrupts());
    }

    /** Closes a terminal and ends what runs in it. */
    public void close(TerminalTab tab) {
        tabs.remove(tab);
        TerminalSession session = tab.sessionProperty().get();
        if (session != null) {
            background.run("close terminal " + tab.name(), session::close).start();
        }
        if (selected.get() == tab) {
            selected.set(tabs.isEmpty() ? null : tabs.getLast());
        }
    }

    private TerminalTab open(String name) {
        TerminalTab tab = new TerminalTab(name);
        opened++;
        tabs.add(tab);
        selected.set(tab);
        background
                .run("open terminal " + name, () -> start(name))
                .onSuccess(session -> started(tab, session))
                .onFailure(problem ->
                        tab.failed("The shell could not be started: " + problem.getMessage()))
                .start();
        return tab;
    }

    private TerminalSession start(String name) throws Exception {
        Place where = place.get();
        java.nio.file.Files.createDirectories(where.folder());
        Map<String, String> environment = new HashMap<>(where.environment());
        environment.put("BEELAB_TERMINAL", name);
        return TerminalSession.start(
                new TerminalSpec(name, where.folder(), environment, where.prompt(), COLUMNS, ROWS),
                where.stateFolder());
    }

    private void started(TerminalTab tab, TerminalSession session) {
        if (!tabs.contains(tab)) {
            background.run("close terminal " + tab.name(), session::close).start();
            return;
        }
        session.addListener(
                new TerminalSession.Listener() {
                    @Override
                    public void commandStarted() {
                        background.onFxThread(() -> tab.phase(TerminalTab.Phase.BUSY));
                    }

                    @Override
                    public void promptShown(int exitStatus) {
                        background.onFxThread(() -> tab.phase(TerminalTab.Phase.IDLE));
                    }
                });
        tab.opened(session);
        background
                .run("wait for the end of terminal " + tab.name(), session::waitFor)
                .onSuccess(status -> tab.phase(TerminalTab.Phase.ENDED))
                .start();
    }

    /** Ends every shell. Blocks for up to a second per terminal; not for the FX thread. */
    @Override
    public void close() {
        List<TerminalSession> sessions =
                List.copyOf(tabs).stream()
                        .map(tab -> tab.sessionProperty().get())
                        .filter(Objects::nonNull)
                        .toList();
        sessions.forEach(TerminalSession::close);
    }
}
