package beelab.sensor.compile;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything that the planner may ask about one kernel. Pure data: no look at the machine. */
record Kernel(KernelFeatures features, KernelTypes types, TracepointFormats formats) {
    private static final String ENTER = "sys_enter_";

    boolean has(KernelFeature feature) {
        return features.has(feature);
    }

    /** Whether the list of tracepoints could be read, so that an absent one is really absent. */
    boolean knowsTracepoints() {
        return !features.tracepoints().isEmpty();
    }

    boolean knowsTypes() {
        return types.hasStruct("task_struct");
    }

    boolean hasTracepoint(String category, String name) {
        return !knowsTracepoints() || features.hasTracepoint(category, name);
    }

    boolean hasSyscall(String name) {
        return hasTracepoint("syscalls", ENTER + name);
    }

    /** Names without prefix of all system calls that have tracepoints. */
    Set<String> syscalls() {
        return features.tracepoints().stream()
                .filter(name -> name.startsWith("syscalls/" + ENTER))
                .map(name -> name.substring("syscalls/".length() + ENTER.length()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Those of the given system calls that this kernel has, in their order. */
    List<String> present(List<String> names) {
        return names.stream().filter(this::hasSyscall).toList();
    }

    Optional<List<TracepointFormat.Field>> syscallArguments(String name) {
        return formats.of("syscalls", ENTER + name).map(TracepointFormat::syscallArguments);
    }

    /** Whether this is an x86-64 kernel, whose numbers of system calls are known. */
    boolean isX86() {
        return features.architecture().equals("x86_64");
    }

    /** {@code __x64_} or {@code __arm64_}: what the kernel puts before {@code sys_}. */
    String syscallPrefix() {
        return switch (features.architecture()) {
            case "aarch64", "arm64" -> "__arm64_";
            default -> "__x64_";
        };
    }

    /** Why a feature is missing, for a sentence: {@code this kernel has no kprobes (reason)}. */
    String lacks(KernelFeature feature) {
        String detail = features.supportOf(feature).detail();
        return "this kernel ("
                + features.release()
                + ") has no "
                + feature.label()
                + (detail.isEmpty() ? "" : " [" + detail + "]");
    }
}
