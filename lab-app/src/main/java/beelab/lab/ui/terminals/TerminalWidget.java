package beelab.lab.ui.terminals;

import com.techsenger.jeditermfx.core.model.StyleState;
import com.techsenger.jeditermfx.core.model.TerminalTextBuffer;
import com.techsenger.jeditermfx.ui.JediTermFxWidget;
import com.techsenger.jeditermfx.ui.TerminalPanel;
import com.techsenger.jeditermfx.ui.settings.SettingsProvider;

/** JediTermFX's terminal, which reads its font size only once unless it is told to. */
final class TerminalWidget extends JediTermFxWidget {

    TerminalWidget(TerminalLook look) {
        super(look);
    }

    /** Takes over the present text size; the shell hears of its new number of columns. */
    void rescale() {
        if (getTerminalPanel() instanceof Panel panel) {
            panel.rescale();
        }
    }

    @Override
    protected TerminalPanel createTerminalPanel(
            SettingsProvider settings, StyleState styles, TerminalTextBuffer text) {
        return new Panel(settings, text, styles);
    }

    private static final class Panel extends TerminalPanel {
        Panel(SettingsProvider settings, TerminalTextBuffer text, StyleState styles) {
            super(settings, text, styles);
        }

        void rescale() {
            reinitFontAndResize();
            repaint();
        }
    }
}
