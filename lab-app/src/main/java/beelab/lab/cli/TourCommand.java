package beelab.lab.cli;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterKind;
import beelab.lab.ui.LabWindow;
import beelab.lab.ui.tour.Tour;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab tour}: does an exercise in the window by itself and takes pictures. */
@Command(
        name = "tour",
        mixinStandardHelpOptions = true,
        description = {
            "Do an exercise in the window itself and take a picture of each screen.",
            "Runs on a real cluster, needs no display. Fails when a check of the exercise fails, or",
            "when the events of this run are not in the event table."
        })
final class TourCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "SCENARIO",
            arity = "0..1",
            defaultValue = "symlink",
            description = "Name of a folder in scenarios/ (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String scenario;

    @Option(
            names = "--screenshots",
            paramLabel = "DIR",
            required = true,
            description = "Folder for the pictures; made when missing.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path folder;

    @Option(
            names = "--cluster",
            paramLabel = "KIND",
            defaultValue = "local",
            converter = ClusterOption.Converter.class,
            completionCandidates = ClusterOption.Names.class,
            description = "Kind of cluster: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ClusterKind kind;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        if (!LabWindow.canOpen()) {
            // JavaFX's own platform without a display; its software pipeline draws the same pixels.
            System.setProperty("glass.platform", "Headless");
            System.setProperty("prism.order", "sw");
        }
        try (LabWindow window = WindowStart.window(LabHome.fromEnvironment(), kind)) {
            window.open(shown -> {});
            List<String> problems = new Tour(window, scenario, folder, System.out).run();
            problems.forEach(err::println);
            return problems.isEmpty() ? 0 : 1;
        } catch (IOException e) {
            err.println("A picture could not be written: " + e.getMessage());
            return 1;
        }
    }
}
