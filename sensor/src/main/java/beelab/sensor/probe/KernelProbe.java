package beelab.sensor.probe;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.Btf;
import beelab.sensor.bpf.KernelTrials;
import beelab.sensor.bpf.KernelTrials.Helper;
import beelab.sensor.bpf.KernelTrials.ProgramKind;
import beelab.sensor.bpf.MappingEvents;
import beelab.sensor.compile.KernelFeature;
import beelab.sensor.compile.KernelFeatures;
import beelab.sensor.compile.KernelFeatures.Support;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the features of the running kernel by using each of them once, not by reading its version
 * or configuration: distributions backport, containers take rights away, lockdown refuses.
 */
public final class KernelProbe {
    private static final Path PMUS = Path.of("/sys/bus/event_source/devices");

    /** Functions to try trampolines on, rarely called; the first that the kernel has. */
    private static final List<String> SECURITY_FUNCTIONS =
            List.of("security_path_symlink", "security_inode_symlink", "security_file_open");

    private final Map<KernelFeature, Support> support = new EnumMap<>(KernelFeature.class);
    private final Optional<Tracefs> tracefs = Tracefs.find();
    private final List<String> securityModules = securityModules();

    private KernelProbe() {}

    /** Something that throws the kernel's refusal. */
    private interface Trial {
        String run() throws BpfException;
    }

    /**
     * Tries everything; a few hundred milliseconds. Never throws: what cannot be tried, for lack of
     * rights too, is missing with the reason.
     */
    public static KernelFeatures probe() {
        return new KernelProbe().run();
    }

    private KernelFeatures run() {
        Set<String> events = tracefs.map(Tracefs::events).orElse(Set.of());
        attempt(KernelFeature.RING_BUFFER, worked("created one", KernelTrials::ringBuffer));
        attempt(
                KernelFeature.RAW_TRACEPOINT,
                worked("attached", () -> KernelTrials.rawTracepoint("sched_process_exit")));
        attempt(KernelFeature.TRACEPOINT, () -> tracepoint("sched", "sched_process_exit"));
        attempt(KernelFeature.SYSCALL_TRACEPOINT, () -> tracepoint("syscalls", "sys_enter_openat"));
        attempt(KernelFeature.KPROBE, this::kprobe);
        attempt(
                KernelFeature.KPROBE_MULTI,
                worked("attached", () -> KernelTrials.kprobeMulti("do_exit")));
        attempt(KernelFeature.UPROBE, KernelProbe::uprobe);
        attempt(
                KernelFeature.UPROBE_MULTI,
                worked("attached", () -> KernelTrials.uprobeMulti(javaBinary())));
        attempt(KernelFeature.UPROBE_SLEEPABLE, worked("loaded", KernelTrials::sleepableUprobe));
        attempt(KernelFeature.UPROBE_REGISTERS, worked("loaded", KernelTrials::uprobeRegisters));
        attempt(KernelFeature.MAPPING_EVENTS, worked("opened", () -> new MappingEvents().close()));
        attempt(
                KernelFeature.OVERRIDE_RETURN,
                worked(
                        "loaded",
                        () -> KernelTrials.helper(ProgramKind.KPROBE, Helper.OVERRIDE_RETURN)));
        attempt(
                KernelFeature.SEND_SIGNAL,
                worked(
                        "loaded",
                        () -> KernelTrials.helper(ProgramKind.TRACEPOINT, Helper.SEND_SIGNAL)));
        attempt(
                KernelFeature.WRITE_USER,
                worked(
                        "loaded",
                        () ->
                                KernelTrials.helper(
                                        ProgramKind.TRACEPOINT, Helper.PROBE_WRITE_USER)));
        attempt(KernelFeature.RUN_STATS, KernelProbe::runStats);
        typed();
        boolean functions = has(KernelFeature.KPROBE) || has(KernelFeature.FENTRY);
        return new KernelFeatures(
                System.getProperty("os.version"),
                System.getProperty("os.arch").equals("amd64")
                        ? "x86_64"
                        : System.getProperty("os.arch"),
                support,
                events,
                // 50,000 names: only where something can be attached to them
                functions ? tracefs.map(Tracefs::traceableFunctions).orElse(Set.of()) : Set.of(),
                errorInjectable(),
                securityModules,
                lockdown(),
                Capabilities.effective(),
                tracefs.map(t -> t.root().toString()).orElse(""),
                CgroupFinder.find());
    }

    /** What needs the kernel's BTF. */
    private void typed() {
        try (Btf kernel = Btf.kernel()) {
            support.put(KernelFeature.BTF, new Support(true, "/sys/kernel/btf/vmlinux"));
            String function =
                    SECURITY_FUNCTIONS.stream()
                            .filter(name -> kernel.function(name).isPresent())
                            .findFirst()
                            .orElse("security_file_open");
            attempt(
                    KernelFeature.FENTRY,
                    () -> {
                        KernelTrials.trampoline(ProgramKind.FENTRY, kernel, function);
                        KernelTrials.trampoline(ProgramKind.FEXIT, kernel, function);
                        return "attached to " + function;
                    });
            attempt(
                    KernelFeature.FMOD_RET,
                    worked(
                            "attached to " + function,
                            () -> KernelTrials.trampoline(ProgramKind.FMOD_RET, kernel, function)));
            attempt(KernelFeature.LSM, () -> lsm(kernel));
            attempt(
                    KernelFeature.TASK_ITERATOR,
                    worked("created one", () -> KernelTrials.taskIterator(kernel)));
        } catch (BpfException e) {
            for (KernelFeature feature :
                    List.of(
                            KernelFeature.BTF,
                            KernelFeature.FENTRY,
                            KernelFeature.FMOD_RET,
                            KernelFeature.LSM,
                            KernelFeature.TASK_ITERATOR)) {
                support.putIfAbsent(feature, new Support(false, String.valueOf(e.getMessage())));
            }
        }
    }

    private String lsm(Btf kernel) throws BpfException {
        KernelTrials.trampoline(ProgramKind.LSM, kernel, "bpf_lsm_file_open");
        if (!securityModules.isEmpty() && !securityModules.contains("bpf")) {
            throw new IllegalStateException(
                    "bpf is not among the active security modules ("
                            + String.join(",", securityModules)
                            + "): boot with lsm=...,bpf");
        }
        return securityModules.isEmpty()
                ? "attached; whether the module bpf is active could not be read"
                : "attached, module bpf is active";
    }

    private String tracepoint(String category, String name) throws BpfException {
        Tracefs fs =
                tracefs.orElseThrow(() ->
                        new IllegalStateException(
                                "tracefs is not mounted: " + Tracefs.HOW_TO_MOUNT));
        OptionalLong id = fs.eventId(category, name);
        if (id.isEmpty()) {
            throw new IllegalStateException(
                    fs.root() + "/events/" + category + "/" + name + " does not exist");
        }
        KernelTrials.tracepoint(id.getAsLong());
        return "opened " + category + "/" + name;
    }

    private String kprobe() throws BpfException {
        KernelTrials.probe(pmu("kprobe", "CONFIG_KPROBE_EVENTS"), "do_exit");
        return "opened one on do_exit";
    }

    private static String uprobe() throws BpfException {
        Path binary = javaBinary();
        KernelTrials.uprobe(pmu("uprobe", "CONFIG_UPROBE_EVENTS"), binary);
        return "opened one on " + binary;
    }

    private static Path javaBinary() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private static int pmu(String name, String option) {
        try {
            return Integer.parseInt(Files.readString(PMUS.resolve(name).resolve("type")).strip());
        } catch (IOException | NumberFormatException missing) {
            throw new IllegalStateException(
                    "the kernel has no " + name + " events (" + option + ")");
        }
    }

    private static String runStats() {
        Path file = Path.of("/proc/sys/kernel/bpf_stats_enabled");
        if (!Files.exists(file)) {
            throw new IllegalStateException(file + " does not exist");
        }
        return file.toString();
    }

    private static List<String> securityModules() {
        String text = read(Path.of("/sys/kernel/security/lsm"));
        if (!text.isEmpty()) {
            return List.of(text.strip().split(","));
        }
        try {
            return KernelTrials.securityModules();
        } catch (BpfException olderThanLinux68) {
            return List.of();
        }
    }

    /** The file reads {@code none [integrity] confidentiality}. */
    private static String lockdown() {
        String text = read(Path.of("/sys/kernel/security/lockdown"));
        int open = text.indexOf('[');
        int close = text.indexOf(']');
        return open >= 0 && close > open ? text.substring(open + 1, close) : "unknown";
    }

    private static Set<String> errorInjectable() {
        return read(Path.of("/sys/kernel/debug/error_injection/list"))
                .lines()
                .map(line -> line.split("\\s")[0])
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return "";
        }
    }

    private boolean has(KernelFeature feature) {
        return support.getOrDefault(feature, new Support(false, "")).available();
    }

    private interface BareTrial {
        void run() throws BpfException;
    }

    private static Trial worked(String how, BareTrial trial) {
        return () -> {
            trial.run();
            return how;
        };
    }

    private void attempt(KernelFeature feature, Trial trial) {
        try {
            support.put(feature, new Support(true, trial.run()));
        } catch (BpfException | IllegalStateException refused) {
            String reason = String.valueOf(refused.getMessage());
            support.put(feature, new Support(false, reason.lines().findFirst().orElse(reason)));
        }
    }
}
