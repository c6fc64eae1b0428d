package beelab.sensor.agent;

import beelab.sensor.compile.KernelFeature;
import beelab.sensor.compile.KernelFeatures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Features of the kernel by the names of the contract, as {@code GetInfo} tells them. */
final class ContractFeatures {
    private static final Path REF_COUNTER =
            Path.of("/sys/bus/event_source/devices/uprobe/format/ref_ctr_offset");

    private ContractFeatures() {}

    /** All names in their order; null for what nothing here depends on, and so nobody tries. */
    static Map<String, @Nullable Boolean> of(KernelFeatures kernel) {
        // Every kernel that this sensor runs on (5.8 and later) has what came before the ring
        // buffer.
        boolean recent = kernel.has(KernelFeature.RING_BUFFER);
        Map<String, @Nullable Boolean> features = new LinkedHashMap<>();
        features.put("override_return", kernel.has(KernelFeature.OVERRIDE_RETURN));
        features.put("buildid", null);
        features.put("kprobe_multi", kernel.has(KernelFeature.KPROBE_MULTI));
        features.put("uprobe_multi", null);
        features.put("fmodret", kernel.has(KernelFeature.FMOD_RET));
        features.put("fmodret_syscall", null);
        features.put("signal", kernel.has(KernelFeature.SEND_SIGNAL));
        features.put("large", recent);
        features.put("link_pin", recent);
        features.put("lsm", kernel.has(KernelFeature.LSM));
        features.put("missed_stats_kprobe_multi", null);
        features.put("missed_stats_kprobe", null);
        features.put("batch_update", recent);
        features.put("uprobe_refctroff", Files.exists(REF_COUNTER));
        features.put("audit_loginuid", Files.exists(Path.of("/proc/self/loginuid")));
        features.put("probe_write_user", kernel.has(KernelFeature.WRITE_USER));
        features.put("uprobe_regs_change", null);
        features.put("mix_bpf_and_tail_calls", null);
        features.put("substring_kfunc", null);
        return features;
    }
}
