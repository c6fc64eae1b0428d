package beelab.lab.cli;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.ClusterKind;
import beelab.lab.cluster.LabCluster;
import beelab.lab.cluster.kinds.LabClusters;
import beelab.lab.lesson.Lesson;
import beelab.lab.lesson.LessonCheck;
import beelab.lab.lesson.LessonReader;
import beelab.lab.lesson.MutationCheck;
import beelab.lab.lesson.RunResult;
import beelab.lab.progress.TerminalProgress;
import beelab.lab.report.Evidence;
import beelab.lab.report.Finished;
import beelab.lab.report.JsonReport;
import beelab.lab.report.JunitReport;
import beelab.lab.report.MutationReport;
import beelab.lab.report.TextReport;
import beelab.lab.scenario.Problem;
import beelab.lab.scenario.ScenarioException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab check}: runs a scenario without a window and judges it by the kernel's events. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Run a scenario without a window and judge it by the kernel's events.",
            "Every block of its guide is typed into a real terminal, and every expectation is",
            "judged by what the kernel reports."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every expectation held",
            "1:at least one did not",
            "2:wrong usage, or a mistake in the scenario or its guide",
            "3:unknown, because events were lost: run it again",
            "4:the cluster or the sensor could not be had"
        })
final class CheckCommand implements Callable<Integer> {

    private static final int MISTAKE = 2;
    private static final int NO_CLUSTER = 4;

    /** Forms of the report on standard output. */
    enum Format {
        /** For people. */
        text,
        /** One JSON object. */
        json,
        /** JUnit XML. */
        junit
    }

    @Parameters(
            arity = "0..*",
            paramLabel = "SCENARIO",
            description = "Names of folders in scenarios/.")
    private List<String> scenarios = List.of();

    @Option(names = "--all", description = "Every scenario, one after the other.")
    private boolean all;

    @Option(
            names = "--mutate",
            description = {
                "Run each scenario once for each nearly right policy (a condition less, a wider one,",
                "another action), and demand that a step notices. Each takes a run as far as the guide",
                "uses the changed policy."
            })
    private boolean mutate;

    @Option(
            names = "--resume",
            description = {
                "Go on after an interruption: with the same --report DIR, scenarios whose evidence",
                "there still proves that they passed are not run again. One that was interrupted in",
                "the middle begins anew, its steps build on each other; so it does on a new cluster."
            })
    private boolean resume;

    @Option(
            names = "--cluster",
            paramLabel = "KIND",
            defaultValue = "local",
            converter = ClusterOption.Converter.class,
            completionCandidates = ClusterOption.Names.class,
            description = "Kind of cluster: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ClusterKind kind;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = {
                "Write reports, commands, policies, events and facts into this folder; of several",
                "scenarios, each into a folder of its own below it."
            })
    private @Nullable Path report;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description =
                    "Form of the report on standard output: ${COMPLETION-CANDIDATES}"
                            + " (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Format format;

    @Option(
            names = "--policy-dir",
            paramLabel = "DIR",
            description = {
                "Use these policies instead of the scenario's files of the same names,",
                "to see whether its checks notice."
            })
    private @Nullable Path policyFolder;

    @Option(
            names = "--no-sensor",
            description = "Do not deploy the sensor; take the cluster as it is.")
    private boolean noSensor;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        LabHome home = LabHome.fromEnvironment();
        Path policies = policyFolder;
        if (policies != null && !Files.isDirectory(policies)) {
            err.println("--policy-dir: there is no folder " + policies);
            return MISTAKE;
        }
        if (resume && report == null) {
            err.println("--resume needs --report DIR: the evidence there says what was done");
            return MISTAKE;
        }
        LessonReader reader = new LessonReader(home);
        List<String> ids = all ? reader.ids() : scenarios;
        if (all == !scenarios.isEmpty()) {
            err.println("Name the scenarios to check, or say --all. There are: " + reader.ids());
            return MISTAKE;
        }
        List<Lesson> lessons = new ArrayList<>();
        for (String id : ids) {
            try {
                lessons.add(reader.read(id));
            } catch (ScenarioException mistakes) {
                mistakes.problems().stream().map(Problem::toString).forEach(err::println);
            }
        }
        if (lessons.size() < ids.size()) {
            return MISTAKE;
        }
        try (LabCluster cluster = LabClusters.open(kind, home)) {
            return mutate ? mutate(home, lessons, cluster) : check(home, lessons, cluster);
        } catch (ClusterException failed) {
            err.println(failed.getMessage());
            err.println(failed.advice());
            return NO_CLUSTER;
        } catch (IOException failed) {
            err.println("A file could not be read or written: " + failed.getMessage());
            return NO_CLUSTER;
        }
    }

    private int check(LabHome home, List<Lesson> lessons, LabCluster cluster)
            throws ClusterException, IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        List<RunResult> results = new ArrayList<>();
        for (Lesson lesson : lessons) {
            if (isDone(lesson, lessons.size(), err)) {
                continue;
            }
            LessonCheck check =
                    new LessonCheck(home, lesson, cluster, TerminalProgress.onStandardError());
            Path policies = policyFolder;
            if (policies != null) {
                check.withPolicies(policies);
            }
            if (noSensor) {
                check.withoutDeployingSensor();
            }
            RunResult result = check.run(new RunPrinter(format == Format.text ? out : err));
            results.add(result);
            Path folder = report;
            if (folder != null) {
                Evidence.write(result, folderOf(folder, lesson, lessons.size()));
            }
            if (format == Format.text) {
                out.println(TextReport.summary(result)); // the steps were printed live
                out.flush();
            }
        }
        switch (format) {
            case text -> {}
            case json -> out.print(JsonReport.of(results));
            case junit -> out.print(JunitReport.of(results));
        }
        out.flush();
        return RunResult.Verdict.worst(results.stream().map(RunResult::verdict).toList())
                .exitCode();
    }

    private static Path folderOf(Path report, Lesson lesson, int lessons) {
        return lessons == 1 ? report : report.resolve(lesson.scenario().id());
    }

    private boolean isDone(Lesson lesson, int lessons, PrintWriter err) {
        Path folder = report;
        if (!resume || folder == null) {
            return false;
        }
        Path evidence = folderOf(folder, lesson, lessons);
        String objection = Finished.objection(evidence, lesson);
        err.println(
                objection.isEmpty()
                        ? "%s passed before, proved again by %s"
                                .formatted(lesson.scenario().id(), evidence)
                        : "%s is run: %s".formatted(lesson.scenario().id(), objection));
        return objection.isEmpty();
    }

    private int mutate(LabHome home, List<Lesson> lessons, LabCluster cluster)
            throws ClusterException, IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter live = format == Format.text ? out : spec.commandLine().getErr();
        List<MutationCheck.Result> results = new ArrayList<>();
        for (Lesson lesson : lessons) {
            live.printf("%s%n", lesson.scenario().id());
            results.add(
                    new MutationCheck(home, lesson, cluster, TerminalProgress.onStandardError())
                            .run(new MutantPrinter(live)));
            Path folder = report;
            if (folder != null) {
                MutationReport.write(results, folder); // what is known is kept on Ctrl-C
            }
        }
        switch (format) {
            case text -> out.println(MutationReport.summary(results));
            case json -> out.print(MutationReport.json(results));
            case junit -> out.print(MutationReport.junit(results));
        }
        out.flush();
        return results.stream().allMatch(result -> result.gaps() == 0) ? 0 : 1;
    }
}
