package beelab.sensor.probe;

import beelab.sensor.compile.CgroupHierarchy;
import beelab.sensor.compile.KernelFeature;
import beelab.sensor.compile.KernelFeatures;
import beelab.sensor.compile.KernelFeatures.Support;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What `bee probe` prints: each feature found, and what each absence costs. */
public final class ProbeReport {
    private static final List<KernelFeature> REQUIRED =
            List.of(
                    KernelFeature.BTF,
                    KernelFeature.RING_BUFFER,
                    KernelFeature.TRACEPOINT,
                    KernelFeature.RAW_TRACEPOINT);

    private final KernelFeatures kernel;

    /** A report on these features. */
    public ProbeReport(KernelFeatures kernel) {
        this.kernel = kernel;
    }

    /** Whether the sensor can run at all. */
    public boolean sensorCanRun() {
        return REQUIRED.stream().allMatch(kernel::has);
    }

    /** Text for a terminal, 100 columns. */
    public String text() {
        StringBuilder out = new StringBuilder();
        line(out, "kernel", kernel.release() + " " + kernel.architecture());
        line(out, "cgroups", describe(kernel.cgroups()));
        line(
                out,
                "tracefs",
                kernel.tracefs().isEmpty()
                        ? "not mounted: " + Tracefs.HOW_TO_MOUNT
                        : kernel.tracefs() + ", " + kernel.tracepoints().size() + " events");
        line(
                out,
                "security",
                (kernel.securityModules().isEmpty()
                                ? "modules unknown (mount securityfs)"
                                : String.join(",", kernel.securityModules()))
                        + ", lockdown "
                        + kernel.lockdown());
        line(out, "capabilities", capabilities());
        if (!kernel.capabilities().contains("SYS_PTRACE")) {
            line(
                    out,
                    "",
                    "without SYS_PTRACE: no executable and working directory of earlier processes"
                            + " of other users");
        }
        out.append('\n');
        for (KernelFeature feature : KernelFeature.values()) {
            Support support = kernel.supportOf(feature);
            out.append(
                    "  %-8s %-30s %s%n"
                            .formatted(
                                    support.available() ? "yes" : "no",
                                    feature.label(),
                                    support.detail()));
            if (!support.available()) {
                out.append("  %-8s %-30s costs: %s%n".formatted("", "", feature.costOfAbsence()));
            }
        }
        out.append('\n');
        out.append(
                sensorCanRun()
                        ? "The sensor runs on this kernel.\n"
                        : "The sensor cannot run here: see the required features marked no.\n"
                                + rightsHint());
        return out.toString();
    }

    /** The same as a tree of maps, lists, strings and booleans, to be printed as JSON. */
    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kernel", kernel.release());
        tree.put("architecture", kernel.architecture());
        tree.put("sensor_can_run", sensorCanRun());
        CgroupHierarchy cgroups = kernel.cgroups();
        tree.put(
                "cgroups",
                Map.of(
                        "version", cgroups.version(),
                        "controller", cgroups.controller(),
                        "mount_point", cgroups.mountPoint().toString()));
        tree.put("tracefs", kernel.tracefs());
        tree.put("tracepoints", kernel.tracepoints().size());
        tree.put("security_modules", kernel.securityModules());
        tree.put("lockdown", kernel.lockdown());
        tree.put("capabilities", kernel.capabilities().stream().sorted().toList());
        List<Map<String, Object>> features = new ArrayList<>();
        for (KernelFeature feature : KernelFeature.values()) {
            Support support = kernel.supportOf(feature);
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("feature", feature.name().toLowerCase(Locale.ROOT));
            entry.put("available", support.available());
            entry.put("detail", support.detail());
            if (!support.available()) {
                entry.put("cost_of_absence", feature.costOfAbsence());
            }
            features.add(entry);
        }
        tree.put("features", features);
        return tree;
    }

    private static String describe(CgroupHierarchy cgroups) {
        return cgroups.version() == 2
                ? "v2 at " + cgroups.mountPoint()
                : "v1; workloads are told apart by controller "
                        + cgroups.controller()
                        + " at "
                        + cgroups.mountPoint();
    }

    private String capabilities() {
        List<String> missing =
                Capabilities.NAMES.stream()
                        .filter(name -> !kernel.capabilities().contains(name))
                        .toList();
        if (missing.isEmpty()) {
            return "all";
        }
        return missing.size() <= 5
                ? "all but " + String.join(", ", missing)
                : kernel.capabilities().isEmpty()
                        ? "none"
                        : String.join(", ", kernel.capabilities().stream().sorted().toList());
    }

    private String rightsHint() {
        boolean may =
                kernel.capabilities().contains("SYS_ADMIN")
                        || kernel.capabilities().contains("BPF")
                                && kernel.capabilities().contains("PERFMON");
        return may
                ? ""
                : "This process lacks CAP_SYS_ADMIN (or CAP_BPF with CAP_PERFMON): try as root.\n";
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append("%-13s %s%n".formatted(name, value));
    }
}
