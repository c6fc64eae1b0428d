package beelab.lab.ui.events;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/** One event as one line of coloured text, in the order of the compact output. */
final class CompactLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private CompactLine() {}

    static Node of(EventLine line) {
        HBox box =
                new HBox(
                        8,
                        label(TIME.format(line.time()), "line-time"),
                        EventIcons.of(line.look()),
                        label(padded(line.verb()), "line-verb"),
                        label(line.source(), "line-source"),
                        label(line.binary(), "line-binary"),
                        label(arguments(line), "line-args"));
        if (line.verdict() == Verdict.KILLED || line.verdict() == Verdict.DENIED) {
            box.getChildren().add(EventTable.verdict(line));
        }
        box.setAlignment(Pos.CENTER_LEFT);
        box.getStyleClass().add("compact-line");
        return box;
    }

    /** Same width for the short verbs, so that the pods stand below each other. */
    private static String padded(String verb) {
        return String.format(Locale.ROOT, "%-9s", verb);
    }

    private static String arguments(EventLine line) {
        String call = line.verb() + "(";
        return line.detail().startsWith(call)
                ? line.detail().substring(call.length(), line.detail().length() - 1)
                : line.detail();
    }

    private static Label label(String text, String styleClass) {
        Label label = new Label(text);
        label.getStyleClass().addAll("line-text", styleClass);
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }
}
