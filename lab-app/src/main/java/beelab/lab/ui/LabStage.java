package beelab.lab.ui;

import beelab.lab.ui.common.Browser;
import beelab.lab.ui.common.Themes;
import beelab.lab.ui.guide.WebKit;
import beelab.lab.ui.shell.LabView;
import beelab.lab.ui.shell.LabViewModel;
import beelab.lab.ui.shell.Shortcuts;
import beelab.lab.ui.welcome.WelcomeView;
import beelab.lab.ui.welcome.WelcomeViewModel;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The stage: one scene whose content is the screen that the view model names. FX thread only. */
public final class LabStage {
    private static final double WIDTH = 1440;
    private static final double HEIGHT = 900;

    private final Stage stage;
    private final Scene scene;
    private final StackPane root = new StackPane();
    private final LabViewModel model;
    private @Nullable LabView lab;

    /** Builds the first screen; nothing slow happens before {@link #show()}. */
    public LabStage(Stage stage, LabViewModel model, Browser browser) {
        this.stage = stage;
        this.model = model;
        this.scene = new Scene(root, WIDTH, HEIGHT);
        Themes.follow(scene, model.appearance());
        stage.setTitle("BeeLab");
        stage.setMinWidth(1000);
        stage.setMinHeight(700);
        stage.setScene(scene);
        WelcomeViewModel welcome = new WelcomeViewModel(model);
        model.screenProperty()
                .subscribe(screen ->
                        show(
                                switch (screen) {
                                    case WELCOME -> new WelcomeView(welcome, model.appearance());
                                    case LAB -> labView();
                                }));
        Shortcuts.install(scene, model, () -> lab);
        model.openInBrowserProperty()
                .subscribe(address -> {
                    if (address != null) {
                        model.openInBrowserProperty().set(null);
                        browser.open(address, model::report);
                    }
                });
        // The first frame comes first; reading folders and looking at the machine follow it.
        stage.setOnShown(event -> {
            welcome.load();
            model.background().run("load WebKit", WebKit::preload).start();
        });
    }

    /** Shows the window. */
    public void show() {
        stage.show();
    }

    /** The scene, for pictures. */
    public Scene scene() {
        return scene;
    }

    /** The lab's screen; null while the welcome screen is shown. */
    public @Nullable LabView lab() {
        return lab;
    }

    private LabView labView() {
        LabView view = lab;
        if (view == null) {
            view = new LabView(model);
            lab = view;
        }
        return view;
    }

    private void show(Parent screen) {
        root.getChildren().setAll(screen);
    }
}
