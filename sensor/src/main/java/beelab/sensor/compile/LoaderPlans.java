package beelab.sensor.compile;

import java.util.List;

/** {@code loader: true}: files that become executable memory, by the kernel's own perf events. */
final class LoaderPlans {
    private static final String MECHANISM = "perf events of executable mappings";

    private LoaderPlans() {}

    /** How it is done, or why not. */
    static HookPlan plan(Kernel kernel) throws Refusal {
        if (!kernel.has(KernelFeature.MAPPING_EVENTS)) {
            throw new Refusal(
                    "loader",
                    "executable mappings cannot be observed: "
                            + kernel.lacks(KernelFeature.MAPPING_EVENTS),
                    "security_mmap_file in kprobes tells the files, without their build ids");
        }
        return new HookPlan(
                "loader",
                0,
                "loader",
                MECHANISM,
                "the records that perf_event_mmap_output writes, without a probe on it",
                "when a file is mapped as executable memory; reported a quarter of a second later",
                "the kernel's record: path as the process sees it, build id from the file",
                List.of("memory that becomes executable after it was mapped (mprotect)"),
                List.of(),
                List.of(
                        "a process that executes another program within that quarter of a second is"
                                + " reported as the new program"),
                "");
    }

    /** The hook without programs that stands for it. */
    static CompiledHook hook() {
        return new CompiledHook(
                CompiledHook.Section.LOADER,
                0,
                "loader",
                "",
                List.of(),
                MECHANISM,
                List.of(),
                List.of());
    }
}
