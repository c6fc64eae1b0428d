package beelab.lab.bench;

import beelab.lab.LabHome;
import beelab.lab.progress.Progress;
import beelab.lab.ui.WindowProbe;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab bench}: prints figures of this machine. It judges nothing. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure the lab on this machine and print the figures.",
        subcommands = {
            BenchCommand.Quick.class,
            SensorBenchCommand.class,
            BenchCommand.Window.class
        })
public final class BenchCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** For picocli. */
    public BenchCommand() {}

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    /** {@code lab bench quick}. */
    @Command(
            name = "quick",
            mixinStandardHelpOptions = true,
            description = {
                "What a user feels, in about two minutes: first window, latency of events,",
                "the sensor's memory and processor time, and a warm start of the local cluster."
            })
    static final class Quick implements Callable<Integer> {

        @Option(names = "--no-cluster", description = "Leave out the start of the local cluster.")
        private boolean noCluster;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() throws InterruptedException {
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            var machine = ManagementFactory.getOperatingSystemMXBean();
            out.printf(
                    Locale.ROOT,
                    "On Linux %s, %d processors, load %.1f%n",
                    machine.getVersion(),
                    machine.getAvailableProcessors(),
                    machine.getSystemLoadAverage());
            QuickBench bench =
                    new QuickBench(
                            LabHome.fromEnvironment(),
                            Progress.silent(),
                            figure -> {
                                out.println(figure.line());
                                out.flush();
                            });
            try {
                bench.window();
                bench.sensor();
                if (!noCluster) {
                    bench.cluster();
                }
                return 0;
            } catch (IOException failed) {
                err.println("Not measured: " + failed.getMessage());
                return 1;
            }
        }
    }

    /** {@code lab bench window}: also the trial run from which the AOT cache is made. */
    @Command(
            name = "window",
            mixinStandardHelpOptions = true,
            description = "Open the window, print the time to its first frame, close it.")
    static final class Window implements Callable<Integer> {

        @Option(
                names = "--lesson",
                paramLabel = "NAME",
                description = "Open this lesson's guide too, before closing.")
        private @Nullable String lesson;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() throws InterruptedException {
            try (WindowProbe window = WindowProbe.open(LabHome.fromEnvironment())) {
                PrintWriter out = spec.commandLine().getOut();
                out.println(Latencies.millis(window.firstFrame()));
                out.flush();
                if (lesson != null) {
                    window.openLesson(lesson);
                }
                return 0;
            }
        }
    }
}
