package beelab.lab.bench;

import beelab.lab.LabHome;
import beelab.lab.bench.Load.Kind;
import beelab.lab.feed.SensorPolicies;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code lab bench sensor}. */
@Command(
        name = "sensor",
        mixinStandardHelpOptions = true,
        description = {
            "What the sensor costs in the kernel, in about three minutes, as root: time of each event",
            "beside bpftrace's (Debian package bpftrace), memory and load time of policies."
        })
final class SensorBenchCommand implements Callable<Integer> {
    private static final double MEMORY_GOAL_KB = 350;
    private static final double LOAD_GOAL_MS = 100;

    /** Forms of the answer. */
    enum Output {
        text,
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE}).")
    private Output output = Output.text;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private final Map<String, Object> json = new LinkedHashMap<>();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        try {
            Path folder = Files.createTempDirectory("beelab-bench");
            try (RunStatistics statistics = RunStatistics.on();
                    HostSensor sensor =
                            HostSensor.start(
                                    LabHome.fromEnvironment().root(), "--rb-size-total", "64M");
                    SensorPolicies policies = new SensorPolicies(sensor.target())) {
                measure(new SensorBench(sensor, policies, folder, err::println));
            } finally {
                delete(folder);
            }
        } catch (IOException failed) {
            err.println("Not measured: " + failed.getMessage());
            return 1;
        }
        if (output == Output.json) {
            say(
                    JsonMapper.builder()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build()
                            .writeValueAsString(json));
        }
        return 0;
    }

    private void measure(SensorBench bench) throws IOException, InterruptedException {
        json.put("kernel", System.getProperty("os.version"));
        json.put("processors", Runtime.getRuntime().availableProcessors());
        text(
                "On Linux %s, %d processors; medians. Goals: a tenth of bpftrace's time for an emitted"
                        + " event, no more than it for a rejected one; 500 and 200 ns",
                System.getProperty("os.version"), Runtime.getRuntime().availableProcessors());
        text("%-8s %-9s %10s %12s   %s", "policy", "event", "bee", "bpftrace", "share");
        List<Map<String, Object>> costs = new ArrayList<>();
        json.put("costs", costs);
        for (Kind kind : Kind.values()) {
            for (PairedCost cost : bench.cost(kind)) {
                text("%s", cost.line());
                costs.add(asJson(cost, kind));
            }
        }
        text("%n%-8s %14s %22s", "policy", "kernel memory", "load and attach");
        List<Map<String, Object>> loads = new ArrayList<>();
        json.put("policies", loads);
        for (Kind kind : Kind.values()) {
            policy(bench, kind, loads);
        }
        many(bench.many());
    }

    private void policy(SensorBench bench, Kind kind, List<Map<String, Object>> loads)
            throws IOException {
        double kilobytes = bench.memory(kind) / 1000.0;
        List<Double> times = bench.loadTimes(kind);
        double median = PairedCost.median(times);
        double slowest = times.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        text(
                "%-8s %11.0f kB %8.0f ms, slowest %.0f ms   goals: %.0f kB %s, %.0f ms %s",
                kind.policy,
                kilobytes,
                median,
                slowest,
                MEMORY_GOAL_KB,
                kilobytes <= MEMORY_GOAL_KB ? "met" : "MISSED",
                LOAD_GOAL_MS,
                median <= LOAD_GOAL_MS ? "met" : "MISSED");
        loads.add(
                Map.of(
                        "policy",
                        kind.policy,
                        "kernelKilobytes",
                        kilobytes,
                        "loadMillisecondsMedian",
                        median,
                        "loadMilliseconds",
                        times));
    }

    private void many(SensorBench.Many many) {
        text(
                "%n%d policies on the same function: %.1f s, %.0f kB in the kernel%s",
                many.loaded(),
                many.seconds(),
                many.bytes() / 1000.0,
                many.refusal().isEmpty() ? "" : "; then: " + many.refusal());
        json.put(
                "many",
                Map.of(
                        "loaded",
                        many.loaded(),
                        "seconds",
                        many.seconds(),
                        "kernelKilobytes",
                        many.bytes() / 1000.0,
                        "refusal",
                        many.refusal()));
    }

    private static Map<String, Object> asJson(PairedCost cost, Kind kind) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("policy", cost.policy());
        node.put("what", kind.what);
        node.put("event", cost.emitted() ? "emitted" : "rejected");
        node.put("nanoseconds", cost.ours());
        node.put("median", cost.oursMedian());
        if (!cost.bpftrace().isEmpty()) {
            node.put("bpftraceNanoseconds", cost.bpftrace());
            node.put("bpftraceMedian", cost.bpftraceMedian());
            node.put("share", cost.ratio());
            node.put("goal", cost.goal());
        }
        return node;
    }

    private void text(String format, Object... arguments) {
        if (output == Output.text) {
            say(String.format(Locale.ROOT, format, arguments));
        }
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
