package beelab.lab.ui.tour;

import beelab.lab.guide.Block;
import beelab.lab.ui.LabWindow;
import beelab.lab.ui.shell.LabView;
import beelab.lab.ui.terminals.TerminalTab;
import java.time.Duration;

/**
 * Waits until a terminal has done what was typed: its shell shows the prompt again, or, where
 * another program has the terminal, nothing more is drawn.
 */
final class Settling {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration QUIET = Duration.ofMillis(1_200);

    private final LabWindow window;
    private final Block.Typed block;
    private String screen = "";
    private long since = System.nanoTime();

    Settling(LabWindow window, Block.Typed block) {
        this.window = window;
        this.block = block;
    }

    void await() throws InterruptedException {
        Fx.awaitQuietly(PATIENCE, this::settled);
    }

    private boolean settled() {
        LabView lab = window.stage().lab();
        String now = lab == null ? "" : lab.terminals().screenText(block.terminal());
        if (!now.equals(screen)) {
            screen = now;
            since = System.nanoTime();
        }
        boolean quiet = System.nanoTime() - since > QUIET.toNanos() && !now.isBlank();
        return quiet && (!returns() || phase() != TerminalTab.Phase.BUSY || insideAnother());
    }

    private boolean returns() {
        return !(block instanceof Block.Run run) || run.ending() == Block.Ending.RETURNS;
    }

    /** A shell in a pod has no marks: for ours, the command that opened it is still running. */
    private boolean insideAnother() {
        return screen.stripTrailing().endsWith("#") || screen.stripTrailing().endsWith("$");
    }

    private TerminalTab.Phase phase() {
        return window.model().terminals().tabs().stream()
                .filter(tab -> tab.name().equals(block.terminal()))
                .map(tab -> tab.phaseProperty().get())
                .findFirst()
                .orElse(TerminalTab.Phase.OPENING);
    }
}
