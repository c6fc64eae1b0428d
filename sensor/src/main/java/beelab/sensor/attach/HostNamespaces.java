package beelab.sensor.attach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The namespaces of the first process, which {@code host_ns} in a policy means. */
final class HostNamespaces {
    private static final Map<String, String> LINKS =
            Map.of(
                    "Uts", "uts",
                    "Ipc", "ipc",
                    "Mnt", "mnt",
                    "Pid", "pid",
                    "PidForChildren", "pid_for_children",
                    "Net", "net",
                    "Time", "time",
                    "TimeForChildren", "time_for_children",
                    "Cgroup", "cgroup",
                    "User", "user");

    /** Inodes that the kernel gives to its first namespaces: enum in include/linux/proc_ns.h. */
    private static final Map<String, Long> FIRST =
            Map.of(
                    "Ipc", 0xEFFFFFFFL,
                    "Uts", 0xEFFFFFFEL,
                    "User", 0xEFFFFFFDL,
                    "Pid", 0xEFFFFFFCL,
                    "PidForChildren", 0xEFFFFFFCL,
                    "Cgroup", 0xEFFFFFFBL,
                    "Time", 0xEFFFFFFAL,
                    "TimeForChildren", 0xEFFFFFFAL);

    private HostNamespaces() {}

    /**
     * Their inodes by the names that policies use. When the first process may not be looked at,
     * those of the kernel's first namespaces; of network and mounts they are not known, and absent.
     *
     * @param proc where /proc of the host is
     */
    static Map<String, Long> read(Path proc) {
        Map<String, Long> found = new HashMap<>(FIRST);
        LINKS.forEach((name, link) -> {
            try {
                // The link reads net:[4026531840].
                String target =
                        Files.readSymbolicLink(proc.resolve("1/ns").resolve(link)).toString();
                found.put(
                        name,
                        Long.parseLong(
                                target.substring(target.indexOf('[') + 1, target.length() - 1)));
            } catch (IOException | NumberFormatException unknown) {
                // A policy that asks for it is refused by name.
            }
        });
        return found;
    }
}
