package beelab.sensor.process;

import beelab.sensor.compile.CgroupHierarchy;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.KernelText;
import beelab.sensor.wire.NamespaceIds;
import beelab.sensor.wire.ProcessId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The processes that existed before the sensor, from /proc, told as if they had been executed when
 * they started.
 *
 * <p>Processes come and go while they are read: one that vanishes halfway is left out and counted.
 * What may not be read (without CAP_SYS_PTRACE: the executable and working directory of others) is
 * a text with its errno.
 *
 * <p>{@code /proc/PID/stat} shows the start in clock ticks, the kernel side in nanoseconds. The two
 * name the same process when {@link #tick} of both is equal; a pid is not used twice in a tick.
 */
public final class ProcessScan {
    private static final int EACCES = 13;
    private static final int ENOENT = 2;
    private static final String DELETED = " (deleted)";

    private final Path proc;
    private final CgroupHierarchy cgroups;
    private int vanished;

    /**
     * @param proc where the host's /proc is, which must show every pid of the machine
     * @param cgroups the hierarchy whose ids the kernel side reports
     */
    public ProcessScan(Path proc, CgroupHierarchy cgroups) {
        this.proc = proc;
        this.cgroups = cgroups;
    }

    /**
     * Clock tick in which this process started; 0 when it cannot be read, which is the start of no
     * process.
     */
    public static long ownTick() {
        try {
            return ProcStat.parse(Files.readString(Path.of("/proc/self/stat"))).startTicks();
        } catch (IOException | IllegalArgumentException unknown) {
            return 0;
        }
    }

    /** Clock tick in which a process started, by its nanoseconds since boot. */
    public static long tick(long startNanos) {
        return startNanos / ProcStat.TICK_NANOS;
    }

    /**
     * Reads all processes.
     *
     * @return parents before their children, kernel threads included; those have no arguments and
     *     their name as {@code filename}
     * @throws IOException when /proc cannot be listed
     */
    public List<KernelEvent.Exec> read() throws IOException {
        Map<Integer, ProcStat> stats = new HashMap<>();
        vanished = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path entry : entries) {
                stat(entry)
                        .ifPresentOrElse(
                                stat ->
                                        stats.put(
                                                Integer.parseInt(entry.getFileName().toString()),
                                                stat),
                                () -> vanished++);
            }
        }
        List<Map.Entry<Integer, ProcStat>> ordered = new ArrayList<>(stats.entrySet());
        ordered.sort(
                Comparator.<Map.Entry<Integer, ProcStat>>comparingLong(
                                e -> e.getValue().startTicks())
                        .thenComparing(Map.Entry::getKey));
        List<KernelEvent.Exec> processes = new ArrayList<>();
        for (Map.Entry<Integer, ProcStat> process : ordered) {
            try {
                processes.add(read(process.getKey(), process.getValue(), stats));
            } catch (IOException | IllegalArgumentException gone) {
                vanished++;
            }
        }
        return processes;
    }

    /** How many processes were gone before they were read completely, in the last scan. */
    public int vanished() {
        return vanished;
    }

    private KernelEvent.Exec read(int pid, ProcStat stat, Map<Integer, ProcStat> all)
            throws IOException {
        Path directory = proc.resolve(Integer.toString(pid));
        ProcStatus status = new ProcStatus(Files.readAllLines(directory.resolve("status")));
        List<String> arguments = arguments(Files.readAllBytes(directory.resolve("cmdline")));
        CgroupPath cgroup =
                CgroupPath.find(Files.readAllLines(directory.resolve("cgroup")), cgroups);
        KernelText executable = link(directory.resolve("exe"));
        KernelText workingDirectory = link(directory.resolve("cwd"));
        long inode = CgroupPath.inode(directory.resolve("exe"));
        // Read last: an execve or a reuse of the pid meanwhile would mix two processes.
        Optional<ProcStat> again = stat(directory);
        if (again.isEmpty() || again.get().startTicks() != stat.startTicks()) {
            throw new IOException("process " + pid + " vanished");
        }
        ProcStat parent = all.get(stat.parent());
        return new KernelEvent.Exec(
                new ProcessId(pid, stat.startNanos()),
                pid,
                stat.startNanos(),
                new ProcessId(stat.parent(), parent == null ? 0 : parent.startNanos()),
                loginUid(directory),
                status.credentials(),
                namespaces(directory.resolve("ns")),
                cgroup.id(),
                inode,
                executable.value().endsWith(DELETED) ? 0 : 1,
                status.namespacePid(),
                KernelText.of(
                        stat.kernelThread() || arguments.isEmpty()
                                ? stat.name()
                                : arguments.getFirst()),
                withoutDeleted(executable),
                workingDirectory,
                KernelText.of(cgroup.name()),
                new KernelEvent.Arguments(arguments, false, 0),
                new KernelEvent.ExecFlags(false, false, false, false));
    }

    private Optional<ProcStat> stat(Path directory) {
        try {
            return Optional.of(
                    ProcStat.parse(
                            new String(
                                    Files.readAllBytes(directory.resolve("stat")),
                                    StandardCharsets.UTF_8)));
        } catch (IOException | IllegalArgumentException gone) {
            return Optional.empty();
        }
    }

    /** argv as the process shows it: each value ends with NUL, some programs write over them. */
    static List<String> arguments(byte[] cmdline) {
        List<String> values = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < cmdline.length; i++) {
            if (cmdline[i] == 0) {
                values.add(new String(cmdline, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        if (start < cmdline.length) {
            values.add(new String(cmdline, start, cmdline.length - start, StandardCharsets.UTF_8));
        }
        return values;
    }

    private static KernelText link(Path link) {
        try {
            return KernelText.of(Files.readSymbolicLink(link).toString());
        } catch (AccessDeniedException denied) {
            return new KernelText("", false, EACCES);
        } catch (IOException absent) {
            return new KernelText("", false, ENOENT); // a kernel thread has no executable
        }
    }

    private static KernelText withoutDeleted(KernelText path) {
        String value = path.value();
        return value.endsWith(DELETED)
                ? KernelText.of(value.substring(0, value.length() - DELETED.length()))
                : path;
    }

    private static long loginUid(Path directory) {
        try {
            return Long.parseLong(Files.readString(directory.resolve("loginuid")).strip());
        } catch (IOException | NumberFormatException withoutAudit) {
            return 0xffff_ffffL;
        }
    }

    private static NamespaceIds namespaces(Path directory) {
        return new NamespaceIds(
                namespace(directory, "uts"),
                namespace(directory, "ipc"),
                namespace(directory, "mnt"),
                namespace(directory, "pid"),
                namespace(directory, "pid_for_children"),
                namespace(directory, "net"),
                namespace(directory, "time"),
                namespace(directory, "time_for_children"),
                namespace(directory, "cgroup"),
                namespace(directory, "user"));
    }

    /** The link reads {@code uts:[4026531838]}. */
    private static long namespace(Path directory, String name) {
        try {
            String target = Files.readSymbolicLink(directory.resolve(name)).toString();
            return Long.parseLong(target.substring(target.indexOf('[') + 1, target.length() - 1));
        } catch (IOException | NumberFormatException unknown) {
            return 0;
        }
    }
}
