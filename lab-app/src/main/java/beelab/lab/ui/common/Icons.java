package beelab.lab.ui.common;

import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.shape.SVGPath;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Icons and the buttons that carry nothing else. */
public final class Icons {
    private Icons() {}

    /** An icon that takes its size and colour from the style sheet ({@code .icon}). */
    public static FontIcon of(Feather icon, String... styleClasses) {
        FontIcon node = new FontIcon(icon);
        node.getStyleClass().add("icon");
        node.getStyleClass().addAll(styleClasses);
        return node;
    }

    /**
     * A flat button with an icon only.
     *
     * @param name what it does, read by screen readers and shown as a tooltip
     */
    public static Button button(Feather icon, String name, Runnable action) {
        Button button = new Button(null, of(icon));
        button.setOnAction(event -> action.run());
        return dress(button, name);
    }

    /** A flat toggle with an icon only; see {@link #button}. */
    public static ToggleButton toggle(Feather icon, String name) {
        return dress(new ToggleButton(null, of(icon)), name);
    }

    /** Gives a button without text the name that tooltips and screen readers need. */
    public static <B extends ButtonBase> B dress(B button, String name) {
        button.getStyleClass().addAll("flat", "button-icon", "icon-button");
        button.setAccessibleText(name);
        button.setTooltip(new Tooltip(name));
        return button;
    }

    /** BeeLab's mark: three cells of a comb. */
    public static Node logo() {
        SVGPath comb = new SVGPath();
        comb.setContent(
                "M6 0 L12 3.5 V10.5 L6 14 L0 10.5 V3.5 Z "
                        + "M19 0 L25 3.5 V10.5 L19 14 L13 10.5 V3.5 Z "
                        + "M12.5 11.5 L18.5 15 V22 L12.5 25.5 L6.5 22 V15 Z");
        comb.getStyleClass().add("logo");
        comb.setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        comb.setAccessibleText("BeeLab");
        return comb;
    }
}
