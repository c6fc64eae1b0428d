package beelab.sensor.cli.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Flags that users of Tetragon have in their units and Helm values and that make no difference
 * here. They are taken, so that the same settings start this agent too, and each that is used is
 * named with the reason.
 */
final class IgnoredFlags {
    private static final String PROGRAMS = "the programs are part of bee";
    private static final String ALWAYS = "it is always on";
    private static final String PROFILE = "use jcmd and Java Flight Recorder";
    private static final String MAPS = "maps of processes are not needed here";

    private static final Map<String, String> REASONS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("--bpf-lib", PROGRAMS),
                            Map.entry("--force-small-progs", PROGRAMS),
                            Map.entry("--force-large-progs", PROGRAMS),
                            Map.entry("--kernel", "the running kernel is asked what it can do"),
                            Map.entry("--use-perf-ring-buffer", "bee needs the BPF ring buffer"),
                            Map.entry("--rb-queue-size", "the ring is read without a queue"),
                            Map.entry("--enable-policy-filter", ALWAYS),
                            Map.entry("--enable-policy-filter-cgroup-map", ALWAYS),
                            Map.entry("--enable-pid-set-filter", ALWAYS),
                            Map.entry("--enable-cgidmap", "containers are known by their cgroups"),
                            Map.entry(
                                    "--enable-cgtrackerid",
                                    "containers are known by their cgroups"),
                            Map.entry("--enable-cri", "see --container-runtimes"),
                            Map.entry("--cri-endpoint", "see --container-runtimes"),
                            Map.entry("--health-server-interval", "health changes at once"),
                            Map.entry("--execve-map-entries", MAPS),
                            Map.entry("--execve-map-size", MAPS),
                            Map.entry("--parents-map-enabled", MAPS),
                            Map.entry("--parents-map-entries", MAPS),
                            Map.entry("--parents-map-size", MAPS),
                            Map.entry("--gops-address", PROFILE),
                            Map.entry("--pprof-address", PROFILE),
                            Map.entry("--cpuprofile", PROFILE),
                            Map.entry("--memprofile", PROFILE),
                            Map.entry(
                                    "--enable-export-aggregation",
                                    "no type of event is aggregated, as in Tetragon"),
                            Map.entry(
                                    "--export-aggregation-window-size",
                                    "no type of event is aggregated, as in Tetragon"),
                            Map.entry(
                                    "--export-aggregation-buffer-size",
                                    "no type of event is aggregated, as in Tetragon")));

    private IgnoredFlags() {}

    /** Adds them, hidden from the help. */
    static void addTo(CommandSpec spec) {
        for (String name : REASONS.keySet()) {
            if (spec.findOption(name) == null) {
                spec.addOption(
                        OptionSpec.builder(name)
                                .type(String.class)
                                .arity("0..1")
                                .fallbackValue("true")
                                .hidden(true)
                                .build());
            }
        }
    }

    /** A line for each that was used. */
    static List<String> used(ParseResult parsed) {
        List<String> lines = new ArrayList<>();
        REASONS.forEach((name, reason) -> {
            if (parsed.hasMatchedOption(name)) {
                lines.add(name + " has no effect: " + reason);
            }
        });
        return lines;
    }
}
