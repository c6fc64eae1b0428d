package beelab.sensor.cli;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.compile.KernelFeature;
import beelab.sensor.compile.KernelFeatures;
import beelab.sensor.compile.KernelTypes;
import beelab.sensor.compile.PolicyCompiler;
import beelab.sensor.compile.PolicyPlan;
import beelab.sensor.compile.TracepointFormats;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyReader;
import beelab.sensor.policy.TracingPolicy;
import beelab.sensor.probe.BtfKernelTypes;
import beelab.sensor.probe.KernelProbe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bee tracingpolicy plan}: how each hook of a policy would be attached on this kernel. */
@Command(
        name = "plan",
        description =
                "Tell how each hook of a policy would be attached on this kernel, or why not.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every policy can be loaded",
            "1:a file could not be read, or the kernel could not be asked",
            "2:a policy is refused; the output says which line and why"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  bee tracingpolicy plan restrict-symlink.yaml",
            "  sudo bee tracingpolicy plan --load policies/*.yaml",
            "  bee tracingpolicy plan -o json - < policy.yaml"
        })
final class PlanCommand implements Callable<Integer> {
    private static final int LOADABLE = 0;
    private static final int ERROR = 1;
    private static final int REFUSED = 2;

    /** Forms of the answer. */
    enum Output {
        text,
        json
    }

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "YAML files with one policy each; - for standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--load",
            description = "Really load and attach each policy, then unload it again. Needs root.")
    private boolean load;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE}).")
    private Output output = Output.text;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        KernelFeatures features = KernelProbe.probe();
        List<PlanReport.Entry> entries = new ArrayList<>();
        int exit = LOADABLE;
        try (KernelTypesHandle types = KernelTypesHandle.open()) {
            PolicyCompiler compiler =
                    new PolicyCompiler(
                            features, types.types(), TracepointFormats.in(features.tracefs()));
            try (TrialLoader trial =
                    load ? TrialLoader.open(features, compiler) : TrialLoader.none()) {
                for (String file : files) {
                    PlanReport.Entry entry = entry(file, compiler, trial);
                    entries.add(entry);
                    exit = worse(exit, entry);
                }
            }
        }
        PlanReport report = new PlanReport(features, entries);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        switch (output) {
            case text -> out.print(report.text());
            case json -> out.println(report.json());
        }
        out.flush();
        return exit;
    }

    private static int worse(int exit, PlanReport.Entry entry) {
        return switch (entry) {
            case PlanReport.Unreadable _ -> ERROR;
            case PlanReport.Wrong _ -> exit == ERROR ? ERROR : REFUSED;
            case PlanReport.Planned planned ->
                    exit == ERROR
                            ? ERROR
                            : planned.plan().loadable() && planned.loadProblems().isEmpty()
                                    ? exit
                                    : REFUSED;
        };
    }

    private static PlanReport.Entry entry(String file, PolicyCompiler compiler, TrialLoader trial) {
        String source = file.equals("-") ? "stdin" : file;
        String text;
        try {
            text =
                    file.equals("-")
                            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                            : PolicyReader.readText(Path.of(file));
        } catch (PolicyException e) {
            return new PlanReport.Unreadable(source, e.problems());
        } catch (IOException e) {
            throw new CliException("cannot read standard input: " + e.getMessage());
        }
        try {
            TracingPolicy policy = PolicyReader.read(text, source);
            PolicyPlan plan = compiler.plan(policy);
            return new PlanReport.Planned(
                    source,
                    plan,
                    plan.loadable() ? trial.tryOut(text, source, policy) : List.of(),
                    trial.loads());
        } catch (PolicyException e) {
            return new PlanReport.Wrong(source, e.problems());
        }
    }

    /** The kernel's types, or none where its BTF cannot be read. */
    private record KernelTypesHandle(KernelTypes types) implements AutoCloseable {
        static KernelTypesHandle open() {
            try {
                return new KernelTypesHandle(new BtfKernelTypes());
            } catch (BpfException e) {
                return new KernelTypesHandle(KernelTypes.NONE);
            }
        }

        @Override
        public void close() {
            if (types instanceof BtfKernelTypes btf) {
                btf.close();
            }
        }
    }

    /** Features that a plan rests on, for its head line. */
    static List<KernelFeature> decisive() {
        return List.of(
                KernelFeature.KPROBE,
                KernelFeature.SYSCALL_TRACEPOINT,
                KernelFeature.RAW_TRACEPOINT,
                KernelFeature.LSM,
                KernelFeature.SEND_SIGNAL);
    }
}
