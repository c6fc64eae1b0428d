package beelab.sensor.policy;

import beelab.sensor.policy.PolicyValidator.Problems;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Facts about names that several rules share. */
public final class Rules {
    private static final Pattern SYSCALL = Pattern.compile("(__(x64|ia32|arm64)_)?sys_[a-z0-9_]+");

    static final Set<String> CAPABILITIES =
            Set.of(
                    "CAP_CHOWN",
                    "CAP_DAC_OVERRIDE",
                    "DAC_OVERRIDE",
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

    private Rules() {}

    /** Whether it is how a policy spells a system call: {@code sys_x} or {@code __x64_sys_x}. */
    public static boolean isSyscallName(String name) {
        return SYSCALL.matcher(name).matches();
    }

    static void checkListExists(
            TracingPolicy policy, Problems problems, String path, String reference) {
        String name = reference.substring("list:".length());
        if (policy.spec().list(name) == null) {
            List<String> known =
                    policy.spec().lists().stream().map(PolicySpec.SymbolList::name).toList();
            problems.add(
                    path,
                    "error list '" + name + "' not found",
                    NearNames.hint(name, known, "define it in spec.lists"));
        }
    }
}
