package beelab.lab.ui.events;

import beelab.lab.ui.common.Icons;
import java.util.Locale;
import javafx.scene.Node;
import org.kordamp.ikonli.feather.Feather;

/** The icon of each kind of event. The compact line's emoji have no glyphs in every font. */
final class EventIcons {
    private EventIcons() {}

    static Node of(EventLook kind) {
        Feather icon =
                switch (kind) {
                    case EXEC -> Feather.PLAY;
                    case EXIT -> Feather.LOG_OUT;
                    case FILE -> Feather.FILE_TEXT;
                    case NETWORK -> Feather.GLOBE;
                    case CALL -> Feather.CPU;
                    case SECURITY -> Feather.LOCK;
                    case CODE -> Feather.HEXAGON;
                    case NOTICE -> Feather.ALERT_TRIANGLE;
                };
        Node node = Icons.of(icon, "event-icon", "event-" + kind.name().toLowerCase(Locale.ROOT));
        node.setAccessibleText(kind.title());
        return node;
    }
}
