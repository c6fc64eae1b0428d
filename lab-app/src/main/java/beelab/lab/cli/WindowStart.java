package beelab.lab.cli;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterKind;
import beelab.lab.cluster.kinds.LabClusters;
import beelab.lab.preflight.Finding;
import beelab.lab.preflight.Preflight;
import beelab.lab.progress.TerminalProgress;
import beelab.lab.ui.LabWindow;
import beelab.lab.ui.shell.LabBackend;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Opens the window, or says how to go on without one. */
final class WindowStart {

    private WindowStart() {}

    /** A window on a cluster of this kind; the cluster is started by the learner. */
    static LabWindow window(LabHome home, ClusterKind kind) {
        return LabWindow.create(
                home,
                () -> LabClusters.open(kind, home),
                () -> look(home, kind),
                TerminalProgress.onStandardError());
    }

    private static List<LabBackend.MachineCheck> look(LabHome home, ClusterKind kind)
            throws InterruptedException {
        return Preflight.check(kind, home).stream().map(WindowStart::line).toList();
    }

    private static LabBackend.MachineCheck line(Finding finding) {
        return new LabBackend.MachineCheck(
                finding.subject(),
                switch (finding.level()) {
                    case OK -> LabBackend.MachineCheck.Level.OK;
                    case NOTE -> LabBackend.MachineCheck.Level.WARNING;
                    case PROBLEM -> LabBackend.MachineCheck.Level.PROBLEM;
                },
                Stream.of(finding.text(), finding.todo(), finding.stillWorks())
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(" ")));
    }

    /** Opens the window and returns when everything behind it has ended. */
    static int open(LabHome home, ClusterKind kind, PrintWriter err) throws InterruptedException {
        if (!LabWindow.canOpen()) {
            err.println(
                    """
                    There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the window cannot open.
                    Without a window:
                      ./lab up               starts the cluster with the sensor, for kubectl in another terminal
                      ./lab check symlink    runs the exercise step by step and judges it by the kernel's events
                      guides/symlink/        has the guide as text
                    Over SSH, `ssh -X` brings a display along.\
                    """);
            return 2;
        }
        try (LabWindow window = window(home, kind)) {
            window.open(shown -> {});
            window.awaitClosed();
        }
        return 0;
    }
}
