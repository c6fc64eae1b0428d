package beelab.sensor.conformance;

import beelab.sensor.compile.KernelFeature;
import beelab.sensor.compile.KernelFeatures;
import java.util.List;
import java.util.stream.Stream;

/** The kernels whose behaviour the cases and the table of mechanisms tell. */
enum TestKernel {
    /** The development machine: no kprobes, no trampolines, no LSM programs. */
    NATIVE_6_18("6.18"),
    DEBIAN_6_12("6.12"),
    DEBIAN_6_1("6.1"),
    /** Built by {@code tools/qemu/inject}: 6.1 with error injection. */
    INJECT("inject"),
    /** Any other: cases run, what they say about single kernels does not apply. */
    OTHER("other");

    private final String label;

    TestKernel(String label) {
        this.label = label;
    }

    /** As cases and file names write it. */
    String label() {
        return label;
    }

    static List<String> labels() {
        return Stream.of(values()).map(TestKernel::label).toList();
    }

    static TestKernel of(KernelFeatures kernel) {
        String release = kernel.release();
        if (release.contains("beelab-inject")) {
            return INJECT;
        }
        if (release.startsWith("6.18.") && !kernel.has(KernelFeature.KPROBE)) {
            return NATIVE_6_18;
        }
        if (release.startsWith("6.12.") && release.contains("cloud")) {
            return DEBIAN_6_12;
        }
        return release.startsWith("6.1.") && release.contains("cloud") ? DEBIAN_6_1 : OTHER;
    }
}
