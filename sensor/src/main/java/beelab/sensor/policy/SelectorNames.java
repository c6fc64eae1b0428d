package beelab.sensor.policy;

import java.util.List;

/** Names that selectors use, with what the kernel calls them. */
public final class SelectorNames {
    /** Kinds of namespaces, in the order of the kernel side's {@code struct namespace_ids}. */
    public static final List<String> NAMESPACES =
            List.of(
                    "Uts",
                    "Ipc",
                    "Mnt",
                    "Pid",
                    "PidForChildren",
                    "Net",
                    "Time",
                    "TimeForChildren",
                    "Cgroup",
                    "User");

    /** Capabilities by their number, from {@code include/uapi/linux/capability.h}. */
    public static final List<String> CAPABILITIES =
            List.of(
                    "CAP_CHOWN",
                    "CAP_DAC_OVERRIDE",
                    "CAP_DAC_READ_SEARCH",
                    "CAP_FOWNER",
                    "CAP_FSETID",
                    "CAP_KILL",
                    "CAP_SETGID",
                    "CAP_SETUID",
                    "CAP_SETPCAP",
                    "CAP_LINUX_IMMUTABLE",
                    "CAP_NET_BIND_SERVICE",
                    "CAP_NET_BROADCAST",
                    "CAP_NET_ADMIN",
                    "CAP_NET_RAW",
                    "CAP_IPC_LOCK",
                    "CAP_IPC_OWNER",
                    "CAP_SYS_MODULE",
                    "CAP_SYS_RAWIO",
                    "CAP_SYS_CHROOT",
                    "CAP_SYS_PTRACE",
                    "CAP_SYS_PACCT",
                    "CAP_SYS_ADMIN",
                    "CAP_SYS_BOOT",
                    "CAP_SYS_NICE",
                    "CAP_SYS_RESOURCE",
                    "CAP_SYS_TIME",
                    "CAP_SYS_TTY_CONFIG",
                    "CAP_MKNOD",
                    "CAP_LEASE",
                    "CAP_AUDIT_WRITE",
                    "CAP_AUDIT_CONTROL",
                    "CAP_SETFCAP",
                    "CAP_MAC_OVERRIDE",
                    "CAP_MAC_ADMIN",
                    "CAP_SYSLOG",
                    "CAP_WAKE_ALARM",
                    "CAP_BLOCK_SUSPEND",
                    "CAP_AUDIT_READ",
                    "CAP_PERFMON",
                    "CAP_BPF",
                    "CAP_CHECKPOINT_RESTORE");

    /** The gRPC enum has this one without its prefix, so policies may too. */
    private static final String DAC_OVERRIDE = "DAC_OVERRIDE";

    private SelectorNames() {}

    /** The number of a capability; -1 when there is none of that name. */
    public static int capability(String name) {
        return CAPABILITIES.indexOf(name.equals(DAC_OVERRIDE) ? "CAP_DAC_OVERRIDE" : name);
    }

    /** The position of a kind of namespace; -1 when there is none of that name. */
    public static int namespace(String name) {
        return NAMESPACES.indexOf(name);
    }
}
