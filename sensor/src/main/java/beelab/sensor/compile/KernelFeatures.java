package beelab.sensor.compile;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one kernel can do for this process: pure data, found by {@code probe.KernelProbe} or written
 * by hand in a test of the planner.
 *
 * @param release {@code uname -r}
 * @param architecture {@code uname -m}, such as {@code x86_64}
 * @param support every feature with its verdict; a feature that is not in the map counts as missing
 * @param tracepoints names such as {@code syscalls/sys_enter_openat}; empty when tracefs cannot be
 *     read
 * @param traceableFunctions {@code available_filter_functions}; empty when the kernel does not
 *     tell, which does not mean that nothing is traceable
 * @param errorInjectable functions whose return value may be replaced, from the kernel's error
 *     injection list; empty when there is none
 * @param securityModules active ones in order, such as {@code [lockdown, capability, bpf]}
 * @param lockdown {@code none}, {@code integrity}, {@code confidentiality}, or {@code unknown}
 * @param capabilities effective ones of this process without their prefix, such as {@code
 *     SYS_ADMIN}
 * @param tracefs where tracefs is mounted; empty when it is not
 * @param cgroups the hierarchy to tell workloads apart by
 */
public record KernelFeatures(
        String release,
        String architecture,
        Map<KernelFeature, Support> support,
        Set<String> tracepoints,
        Set<String> traceableFunctions,
        Set<String> errorInjectable,
        List<String> securityModules,
        String lockdown,
        Set<String> capabilities,
        String tracefs,
        CgroupHierarchy cgroups) {

    /**
     * The verdict on one feature.
     *
     * @param available whether trying it worked
     * @param detail how it was found; for a missing feature the kernel's reason, such as {@code
     *     "attaching was refused: EPERM"}
     */
    public record Support(boolean available, String detail) {
        private static final Support UNKNOWN = new Support(false, "not probed");
    }

    public KernelFeatures {
        support = Map.copyOf(support);
        tracepoints = Set.copyOf(tracepoints);
        traceableFunctions = Set.copyOf(traceableFunctions);
        errorInjectable = Set.copyOf(errorInjectable);
        securityModules = List.copyOf(securityModules);
        capabilities = Set.copyOf(capabilities);
    }

    /** Whether the feature was tried and works. */
    public boolean has(KernelFeature feature) {
        return supportOf(feature).available();
    }

    /** The verdict with its detail. */
    public Support supportOf(KernelFeature feature) {
        return support.getOrDefault(feature, Support.UNKNOWN);
    }

    /** Whether tracefs lists the event {@code category/name}. */
    public boolean hasTracepoint(String category, String name) {
        return tracepoints.contains(category + "/" + name);
    }

    /**
     * Whether the kernel may be asked to trace the function: listed, or no list could be read and
     * loading will tell.
     */
    public boolean mayTrace(String function) {
        return traceableFunctions.isEmpty() || traceableFunctions.contains(function);
    }

    /** The same kernel with exactly these features; for tests and for "what if" plans. */
    public KernelFeatures withOnly(Set<KernelFeature> features) {
        Map<KernelFeature, Support> changed = new EnumMap<>(KernelFeature.class);
        for (KernelFeature feature : KernelFeature.values()) {
            changed.put(feature, new Support(features.contains(feature), "assumed"));
        }
        return new KernelFeatures(
                release,
                architecture,
                changed,
                tracepoints,
                traceableFunctions,
                errorInjectable,
                securityModules,
                lockdown,
                capabilities,
                tracefs,
                cgroups);
    }
}
