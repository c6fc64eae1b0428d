package beelab.sensor.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The options of the running kernel's build.
 *
 * @param source the file that told them, empty when there is none
 * @param values {@code y}, {@code m} or a text, by option
 */
record KernelConfig(String source, Map<String, String> values) {
    private static final List<String> OPTIONS =
            List.of(
                    "CONFIG_BPF",
                    "CONFIG_BPF_SYSCALL",
                    "CONFIG_BPF_JIT",
                    "CONFIG_BPF_EVENTS",
                    "CONFIG_BPF_LSM",
                    "CONFIG_BPF_KPROBE_OVERRIDE",
                    "CONFIG_DEBUG_INFO_BTF",
                    "CONFIG_CGROUPS",
                    "CONFIG_CGROUP_BPF",
                    "CONFIG_FPROBE",
                    "CONFIG_FTRACE_SYSCALLS",
                    "CONFIG_FUNCTION_ERROR_INJECTION",
                    "CONFIG_FUNCTION_TRACER",
                    "CONFIG_DYNAMIC_FTRACE",
                    "CONFIG_KPROBES",
                    "CONFIG_KPROBE_EVENTS",
                    "CONFIG_UPROBES",
                    "CONFIG_UPROBE_EVENTS",
                    "CONFIG_PERF_EVENTS",
                    "CONFIG_SECURITY",
                    "CONFIG_IMA");

    /** Reads /proc/config.gz, else the file in /boot. */
    static KernelConfig read() {
        Path live = Path.of("/proc/config.gz");
        Path boot = Path.of("/boot/config-" + release());
        try {
            if (Files.isReadable(live)) {
                try (InputStream in = new GZIPInputStream(Files.newInputStream(live))) {
                    return of(live.toString(), in);
                }
            }
            if (Files.isReadable(boot)) {
                try (InputStream in = Files.newInputStream(boot)) {
                    return of(boot.toString(), in);
                }
            }
        } catch (IOException e) {
            throw new CliException("the kernel's configuration cannot be read: " + e.getMessage());
        }
        throw new CliException(
                "this kernel does not tell its configuration: neither "
                        + live
                        + " nor "
                        + boot
                        + "; `bee probe` tries what it can do");
    }

    private static String release() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
        } catch (IOException _) {
            return "";
        }
    }

    static KernelConfig of(String source, InputStream in) throws IOException {
        Map<String, String> values = new HashMap<>();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int equals = line.indexOf('=');
            if (line.startsWith("CONFIG_") && equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return new KernelConfig(source, values);
    }

    /** A line for each option, {@code n} for those that are not set. */
    String text() {
        StringBuilder text = new StringBuilder("# " + source + "\n");
        for (String option : OPTIONS) {
            text.append(option).append(": ").append(values.getOrDefault(option, "n")).append('\n');
        }
        return text.toString();
    }
}
