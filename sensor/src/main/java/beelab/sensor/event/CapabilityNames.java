package beelab.sensor.event;

import java.util.List;

/** Capabilities by the names of {@code include/uapi/linux/capability.h}. */
public final class CapabilityNames {
    /** Names in the order of their numbers, from 0. */
    public static final List<String> NAMES =
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

    private static final String DAC_OVERRIDE = "CAP_DAC_OVERRIDE";

    /** The contract's enum CapabilitiesType spells this one without its prefix. */
    private static final String CONTRACT_DAC_OVERRIDE = "DAC_OVERRIDE";

    private CapabilityNames() {}

    /** The name in the contract; {@code CAP_} and the number for one that is not known here. */
    public static String contractName(int number) {
        if (number < 0 || number >= NAMES.size()) {
            return "CAP_" + number;
        }
        String name = NAMES.get(number);
        return name.equals(DAC_OVERRIDE) ? CONTRACT_DAC_OVERRIDE : name;
    }

    /** The number of a capability by its name in the kernel or in the contract; -1 for none. */
    public static int number(String name) {
        return NAMES.indexOf(name.equals(CONTRACT_DAC_OVERRIDE) ? DAC_OVERRIDE : name);
    }
}
