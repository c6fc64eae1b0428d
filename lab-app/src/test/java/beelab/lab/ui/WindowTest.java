package beelab.lab.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import beelab.lab.LabHome;
import beelab.lab.check.StepState;
import beelab.lab.cluster.ClusterState;
import beelab.lab.feed.EventKind;
import beelab.lab.feed.FilledBuffer;
import beelab.lab.ui.common.Settings;
import beelab.lab.ui.common.Theme;
import beelab.lab.ui.shell.LabView;
import beelab.lab.ui.shell.LabViewModel;
import beelab.lab.ui.terminals.TerminalTab;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.robot.Robot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real window with a real terminal; only cluster and sensor are told by the test. One window
 * for all tests, because a JVM has one JavaFX; they go through it in the order of a learner.
 */
@Tag("ui")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WindowTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @SuppressWarnings("NullAway.Init") // set before all tests
    private FakeBackend backend;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private LabWindow window;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        backend = new FakeBackend(folder);
        window = LabWindow.on(new LabHome(folder, folder), backend, Settings.defaults());
        window.open(shown -> {});
    }

    @AfterAll
    void close() {
        window.close();
    }

    private static <T> T fx(Callable<T> question) throws Exception {
        FutureTask<T> task = new FutureTask<>(question);
        Platform.runLater(task);
        return task.get();
    }

    private static void seen(Callable<Boolean> condition) {
        await().atMost(PATIENCE).until(() -> fx(condition));
    }

    private LabViewModel model() {
        return window.model();
    }

    private LabView lab() {
        LabView view = window.stage().lab();
        if (view == null) {
            throw new AssertionError("the lab's screen is not shown");
        }
        return view;
    }

    private Node find(String selector) {
        Node node = window.stage().scene().lookup(selector);
        if (node == null) {
            throw new AssertionError("nothing on the screen matches " + selector);
        }
        return node;
    }

    private void press(String selector) throws Exception {
        fx(() -> {
            ((ButtonBase) find(selector)).fire();
            return true;
        });
    }

    private String terminal() throws Exception {
        return fx(() -> lab().terminals().screenText("main"));
    }

    @Test
    @Order(1)
    void offersTheLessonOnTheWelcomeScreen() {
        seen(() -> window.stage().scene().lookup("#start-symlink") != null);
    }

    @Test
    @Order(2)
    void opensTheGuideWhileTheClusterStarts() throws Exception {
        press("#start-symlink");
        seen(() -> model().guideProperty().get() != null);
        assertThat(backend.startBegan.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        backend.clusterState(
                new ClusterState(
                        ClusterState.Phase.STARTING, ClusterState.Sensor.ABSENT, "Starting."));
        var stage = backend.progress.start("Build Kubernetes", Duration.ofMinutes(5));
        seen(() -> ((Label) find("#status")).getText().equals("Build Kubernetes"));
        assertThat(fx(() -> find("#setup").isVisible())).isTrue();
        assertThat(fx(() -> find("#state-cluster").getAccessibleText())).contains("starting");
        stage.done();
    }

    @Test
    @Order(3)
    void typesABlockIntoItsTerminalWhenItIsClicked() throws Exception {
        seen(() -> lab().clickBlock("create-link"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(terminal()).contains("hello from main"));
        assertThat(backend.session.acted).contains("create-link");
        assertThat(fx(() -> model().problemProperty().get())).contains("not ready yet");
    }

    @Test
    @Order(4)
    void hidesTheStagesOnceTheClusterIsReady() throws Exception {
        backend.clusterState(
                new ClusterState(
                        ClusterState.Phase.READY, ClusterState.Sensor.READY, "Pods can run."));
        backend.startReturns.countDown();
        seen(() -> !find("#setup").isVisible());
        assertThat(fx(() -> find("#state-sensor").getAccessibleText())).contains("ready");
    }

    @Test
    @Order(5)
    void takesKeysInTheTerminal() throws Exception {
        seen(() ->
                model().terminals().tabs().getFirst().phaseProperty().get()
                        == TerminalTab.Phase.IDLE);
        fx(() -> {
            lab().terminals().focusTerminal();
            return true;
        });
        for (char c : "echo typed".toCharArray()) {
            fx(() -> {
                Robot robot = new Robot();
                KeyCode code =
                        c == ' '
                                ? KeyCode.SPACE
                                : KeyCode.valueOf(String.valueOf(Character.toUpperCase(c)));
                robot.keyType(code);
                return true;
            });
        }
        fx(() -> {
            new Robot().keyType(KeyCode.ENTER);
            return true;
        });
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(terminal().split("typed", -1)).hasSizeGreaterThan(2));
    }

    @Test
    @Order(6)
    void showsEventsFiltersAndPausesThem() throws Exception {
        link("observe-symlink", "POST");
        link("restrict-symlink", "SIGKILL");
        TableView<?> table = (TableView<?>) fx(() -> find("#event-table"));
        seen(() -> table.getItems().size() == 2);
        fx(() -> {
            model().events().filterProperty().set("verdict:killed");
            return true;
        });
        seen(() -> table.getItems().size() == 1);
        press("#pause-events");
        link("restrict-symlink", "SIGKILL");
        seen(() -> ((ButtonBase) find("#event-pill")).getText().equals("Paused · 1 new"));
        assertThat(fx(() -> table.getItems().size())).isEqualTo(1);
        press("#event-pill");
        seen(() -> table.getItems().size() == 2);
    }

    @Test
    @Order(7)
    void setsTheFilterWhenAWatchBlockIsClicked() {
        seen(() -> lab().clickBlock("watch-links"));
        seen(() -> model().events().filterProperty().get().equals("symlinkat"));
    }

    @Test
    @Order(8)
    void countsLostEventsWhereEverybodySeesThem() {
        FilledBuffer.lose(backend.session.buffer, 12);
        seen(() -> ((Label) find("#event-lost")).getText().equals("12 lost"));
    }

    @Test
    @Order(9)
    void ticksAStepAndLeadsToItsProof() throws Exception {
        backend.session.state(
                "link-observed",
                new StepState.Passed(List.of(backend.session.buffer.snapshot().getFirst())));
        seen(() -> find("#tick-make").getAccessibleText().endsWith("passed"));
        fx(() -> {
            ((javafx.scene.control.Hyperlink) find("#check-link-observed .hyperlink")).fire();
            return true;
        });
        seen(() -> model().events().selectedProperty().get() != null);
        seen(() -> window.stage().scene().lookup("#event-json") != null);
    }

    @Test
    @Order(10)
    void turnsPagesByKey() throws Exception {
        fx(() -> {
            Robot robot = new Robot();
            robot.keyPress(KeyCode.CONTROL);
            robot.keyType(KeyCode.PAGE_DOWN);
            robot.keyRelease(KeyCode.CONTROL);
            return true;
        });
        seen(() -> model().guideProperty().get().indexProperty().get() == 1);
    }

    @Test
    @Order(11)
    void changesEverythingWithTheTheme() throws Exception {
        int light = corner();
        press("#theme-toggle");
        seen(() -> model().appearance().themeProperty().get() == Theme.DARK);
        await().atMost(PATIENCE).until(() -> brightness(corner()) < brightness(light) / 3);
    }

    @Test
    @Order(12)
    void givesEveryButtonANameForScreenReaders() throws Exception {
        List<String> nameless =
                fx(() ->
                        window
                                .stage()
                                .scene()
                                .getRoot()
                                .lookupAll(".button, .toggle-button")
                                .stream()
                                .filter(ButtonBase.class::isInstance)
                                .map(ButtonBase.class::cast)
                                .filter(button ->
                                        blank(button.getText())
                                                && blank(button.getAccessibleText()))
                                .map(ButtonBase::toString)
                                .toList());
        assertThat(nameless).isEmpty();
    }

    private static boolean blank(@org.jspecify.annotations.Nullable String text) {
        return text == null || text.isBlank();
    }

    private void link(String policy, String action) {
        FilledBuffer.add(
                backend.session.buffer,
                EventKind.PROCESS_KPROBE,
                "cloudyuga",
                "/usr/bin/ln",
                "-s /etc/passwd x",
                "sys_symlinkat",
                List.of("/etc/passwd", "-100", "x"),
                policy,
                action,
                "");
    }

    /** Colour in the middle of the guide's text. */
    private int corner() throws Exception {
        BufferedImage picture =
                fx(() -> beelab.lab.ui.common.Snapshots.take(window.stage().scene()));
        return picture.getRGB(300, 600);
    }

    private static int brightness(int rgb) {
        return ((rgb >> 16) & 255) + ((rgb >> 8) & 255) + (rgb & 255);
    }
}
