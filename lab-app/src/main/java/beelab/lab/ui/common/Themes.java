package beelab.lab.ui.common;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javafx.application.Application;
import javafx.css.PseudoClass;
import javafx.scene.Parent;
import javafx.scene.Scene;

/** Dresses a scene: AtlantaFX Primer, our own style sheet on top, typeface and text size. */
public final class Themes {
    private static final PseudoClass DARK = PseudoClass.getPseudoClass("dark");

    /** Text size of 100 per cent, in pixels. */
    public static final double NORMAL_SIZE = 14;

    private Themes() {}

    /** Applies the appearance to the scene now and whenever it changes. */
    public static void follow(Scene scene, Appearance appearance) {
        scene.getStylesheets().addAll(ourStyleSheet(), monoStyleSheet());
        appearance.themeProperty().subscribe(theme -> apply(scene, theme));
        appearance.textScaleProperty().subscribe(scale -> resize(scene, scale.intValue()));
        scene.rootProperty()
                .subscribe(() -> {
                    apply(scene, appearance.themeProperty().get());
                    resize(scene, appearance.textScaleProperty().get());
                });
    }

    private static void apply(Scene scene, Theme theme) {
        // The compiled style sheet (.bss) spares parsing 150 kB of CSS before the first frame.
        Application.setUserAgentStylesheet(
                switch (theme) {
                    case LIGHT -> new PrimerLight().getUserAgentStylesheetBSS();
                    case DARK -> new PrimerDark().getUserAgentStylesheetBSS();
                });
        scene.getRoot().pseudoClassStateChanged(DARK, theme == Theme.DARK);
    }

    private static void resize(Scene scene, int percent) {
        Parent root = scene.getRoot();
        root.setStyle(
                "-fx-font-family: \"%s\"; -fx-font-size: %.1fpx;"
                        .formatted(Fonts.sans(), NORMAL_SIZE * percent / 100));
    }

    /**
     * The fixed-width family is known at run time only, and style sheets have no variables for it.
     */
    private static String monoStyleSheet() {
        String css =
                ".mono, .table-cell.mono-cell, .json, .compact-line .line-text"
                        + " { -fx-font-family: \"%s\"; }".formatted(Fonts.mono());
        return "data:text/css;base64,"
                + Base64.getEncoder().encodeToString(css.getBytes(StandardCharsets.UTF_8));
    }

    private static String ourStyleSheet() {
        URL sheet = Themes.class.getResource("/beelab/lab/ui/lab.css");
        if (sheet == null) {
            throw new IllegalStateException("lab.css is missing from the class path");
        }
        return sheet.toExternalForm();
    }
}
