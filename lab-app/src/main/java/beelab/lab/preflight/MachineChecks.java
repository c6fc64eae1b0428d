package beelab.lab.preflight;

import beelab.lab.LabHome;
import beelab.lab.cluster.local.LocalKubernetes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Operating system, rights, memory, disk, kernel. */
final class MachineChecks {

    private static final String OTHER_KINDS =
            "--cluster existing with any Kubernetes you have; reading the guides";
    private static final long GIB = 1L << 30;

    private MachineChecks() {}

    static Finding linux() {
        String system = System.getProperty("os.name");
        return system.equals("Linux")
                ? Finding.ok("system", "Linux " + System.getProperty("os.version"))
                : Finding.problem(
                        "system",
                        "this is " + system + "; eBPF and the local cluster need Linux",
                        "run the lab in a Linux virtual machine (Debian 12, 4 GB of memory)",
                        OTHER_KINDS);
    }

    static Finding root() {
        String user = System.getProperty("user.name");
        return user.equals("root")
                ? Finding.ok("rights", "root")
                : Finding.problem(
                        "rights",
                        "you are "
                                + user
                                + "; starting Kubernetes and loading BPF programs needs root",
                        "sudo ./lab",
                        OTHER_KINDS);
    }

    static Finding memory() throws IOException {
        long free =
                Files.readAllLines(Path.of("/proc/meminfo")).stream()
                                .filter(line -> line.startsWith("MemAvailable:"))
                                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                                .findFirst()
                                .orElse(0)
                        * 1024;
        String text = "%.1f GB free, the cluster takes about 1.2 GB".formatted(free / (double) GIB);
        return free >= 2 * GIB
                ? Finding.ok("memory", text)
                : Finding.problem(
                        "memory",
                        text + ", with the window and the sensor about 2 GB",
                        "close other programs, or give the virtual machine more memory",
                        OTHER_KINDS);
    }

    static Finding disk(LabHome home) throws IOException {
        boolean built = LocalKubernetes.isBuilt(home);
        long needed = built ? GIB : 5 * GIB;
        long free = Files.getFileStore(existing(home.state())).getUsableSpace();
        String text =
                "%.1f GB free at %s, needed: %d GB%s"
                        .formatted(
                                free / (double) GIB,
                                home.state(),
                                needed / GIB,
                                built ? "" : " for building Kubernetes once");
        return free >= needed
                ? Finding.ok("disk", text)
                : Finding.problem(
                        "disk",
                        text,
                        "make room, or set BEELAB_HOME to a folder on a larger disk",
                        built ? "" : OTHER_KINDS);
    }

    /** The folder itself, or the nearest one above it that exists. */
    private static Path existing(Path folder) {
        Path parent = folder.getParent();
        return Files.exists(folder) || parent == null ? folder : existing(parent);
    }

    static Finding kernel() {
        return Files.exists(Path.of("/sys/kernel/btf/vmlinux"))
                ? Finding.ok("kernel", "describes its types (BTF), the sensor can load")
                : Finding.problem(
                        "kernel",
                        "has no /sys/kernel/btf/vmlinux; the sensor's BPF programs need it",
                        "use a kernel built with CONFIG_DEBUG_INFO_BTF=y, as Debian's are",
                        "the cluster itself, with 'lab up --no-sensor'");
    }
}
