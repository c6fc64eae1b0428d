package beelab.lab.ui.guide;

import beelab.lab.check.StepState;
import java.util.Locale;
import org.kordamp.ikonli.feather.Feather;

/** How a step's state is shown: an icon and a colour that mean the same everywhere. */
public enum Tone {
    /** Not begun. */
    WAITING(Feather.CIRCLE, "waiting"),
    /** Being watched. */
    RUNNING(Feather.LOADER, "being watched"),
    /** The kernel reported everything that was expected. */
    PASSED(Feather.CHECK_CIRCLE, "passed"),
    /** Something is missing or should not be there. */
    FAILED(Feather.X_CIRCLE, "not as expected"),
    /** Events were lost: nobody can tell. */
    UNKNOWN(Feather.HELP_CIRCLE, "unknown"),
    /** Not judged on this machine. */
    NOT_APPLICABLE(Feather.MINUS_CIRCLE, "not judged here");

    private final Feather icon;
    private final String word;

    Tone(Feather icon, String word) {
        this.icon = icon;
        this.word = word;
    }

    /** The tone of a state. */
    public static Tone of(StepState state) {
        return switch (state) {
            case StepState.Waiting _ -> WAITING;
            case StepState.Running _ -> RUNNING;
            case StepState.Passed _ -> PASSED;
            case StepState.Failed _ -> FAILED;
            case StepState.Unknown _ -> UNKNOWN;
            case StepState.NotApplicable _ -> NOT_APPLICABLE;
        };
    }

    Feather icon() {
        return icon;
    }

    /** Words for people and screen readers. */
    public String word() {
        return word;
    }

    /** Style class, {@code tone-passed}. */
    String styleClass() {
        return "tone-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
