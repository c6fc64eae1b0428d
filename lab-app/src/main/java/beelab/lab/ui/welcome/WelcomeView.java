package beelab.lab.ui.welcome;

import beelab.lab.ui.common.Appearance;
import beelab.lab.ui.common.Icons;
import beelab.lab.ui.common.Shown;
import beelab.lab.ui.common.Wrapping;
import beelab.lab.ui.shell.LabBackend;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The first screen. */
public final class WelcomeView extends StackPane {
    private final WelcomeViewModel model;
    private final VBox lessons = new VBox(12);
    private final VBox machine = new VBox(6);

    /** Shows {@code model}. */
    public WelcomeView(WelcomeViewModel model, Appearance appearance) {
        this.model = model;
        setId("welcome");
        getStyleClass().add("welcome");
        VBox body = new VBox(hero(), lessons, machinePart());
        body.getStyleClass().add("welcome-body");
        StackPane centre = new StackPane(body);
        ScrollPane scroll = new ScrollPane(centre);
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.getStyleClass().add("welcome");
        Button theme =
                Icons.button(
                        Feather.MOON, "Switch between light and dark", appearance::toggleTheme);
        StackPane.setAlignment(theme, Pos.TOP_RIGHT);
        StackPane.setMargin(theme, new javafx.geometry.Insets(14));
        getChildren().addAll(scroll, theme);
        Shown.keep(this::showLessons, model.lessons(), model.problemProperty());
        Shown.keep(this::showMachine, model.machine(), model.lookingProperty());
    }

    private static Node hero() {
        Node logo = Icons.logo();
        logo.setScaleX(1.7);
        logo.setScaleY(1.7);
        Label title = new Label("BeeLab");
        title.getStyleClass().add("welcome-title");
        HBox name = new HBox(22, logo, title);
        name.setAlignment(Pos.CENTER_LEFT);
        name.setPadding(new javafx.geometry.Insets(0, 0, 0, 10));
        Label lead =
                new Label(
                        "See what your commands do inside the kernel, and learn to stop what must"
                                + " not happen. A real Kubernetes cluster, a real eBPF sensor, a guide"
                                + " beside them. Nothing is simulated, nothing leaves this machine.");
        Wrapping.whole(lead);
        lead.getStyleClass().add("welcome-lead");
        return new VBox(14, name, lead);
    }

    private void showLessons() {
        lessons.getChildren().clear();
        if (!model.problemProperty().get().isEmpty()) {
            Label problem = new Label(model.problemProperty().get());
            Wrapping.whole(problem);
            problem.getStyleClass().add("advice");
            lessons.getChildren().add(problem);
        }
        for (LabBackend.Lesson lesson : model.lessons()) {
            lessons.getChildren().add(card(lesson));
        }
    }

    private Node card(LabBackend.Lesson lesson) {
        Label title = new Label(lesson.title());
        title.getStyleClass().add("card-title");
        Wrapping.whole(title);
        Label summary = new Label(lesson.summary());
        Wrapping.whole(summary);
        FlowPane chips = new FlowPane(6, 6);
        chips.getChildren().add(chip("about %d minutes".formatted(lesson.minutes())));
        chips.getChildren().add(chip(lesson.level()));
        VBox card = new VBox(title, summary, chips);
        card.getStyleClass().add("card");
        if (!lesson.problem().isEmpty()) {
            Label problem = new Label(lesson.problem());
            Wrapping.whole(problem);
            problem.getStyleClass().add("advice");
            card.getChildren().add(problem);
            return card;
        }
        Button start = new Button("Start the lab", Icons.of(Feather.PLAY));
        start.setId("start-" + lesson.id());
        start.getStyleClass().addAll("accent", "primary");
        start.setDefaultButton(lessons.getChildren().isEmpty());
        start.setOnAction(event -> model.start(lesson));
        Button read = new Button("Only read the guide");
        read.setId("read-" + lesson.id());
        read.getStyleClass().addAll("flat", "primary");
        read.setOnAction(event -> model.read(lesson));
        HBox buttons = new HBox(8, start, read);
        buttons.setPadding(new javafx.geometry.Insets(6, 0, 0, 0));
        card.getChildren().add(buttons);
        return card;
    }

    private static Label chip(String text) {
        Label chip = new Label(text);
        chip.getStyleClass().add("chip");
        return chip;
    }

    private Node machinePart() {
        Label title = new Label("This machine");
        title.getStyleClass().add("section-title");
        return new VBox(8, title, machine);
    }

    private void showMachine() {
        machine.getChildren().clear();
        if (model.machine().isEmpty()) {
            Label wait =
                    new Label(
                            model.lookingProperty().get()
                                    ? "Looking at what this machine can do…"
                                    : "Nothing is known about this machine.");
            wait.getStyleClass().add("muted");
            machine.getChildren().add(wait);
        }
        for (LabBackend.MachineCheck check : model.machine()) {
            machine.getChildren().add(row(check));
        }
    }

    private static Node row(LabBackend.MachineCheck check) {
        Feather icon =
                switch (check.level()) {
                    case OK -> Feather.CHECK_CIRCLE;
                    case WARNING -> Feather.ALERT_TRIANGLE;
                    case PROBLEM -> Feather.X_CIRCLE;
                };
        Label name = new Label(check.name());
        name.setMinWidth(Region.USE_PREF_SIZE);
        Label text = new Label(check.text());
        Wrapping.whole(text);
        text.getStyleClass().add("muted");
        HBox.setHgrow(text, Priority.ALWAYS);
        HBox row = new HBox(9, Icons.of(icon), name, text);
        row.setAlignment(Pos.TOP_LEFT);
        row.getStyleClass()
                .add(
                        switch (check.level()) {
                            case OK -> "check-row-ok";
                            case WARNING -> "check-row-warn";
                            case PROBLEM -> "check-row-bad";
                        });
        return row;
    }
}
