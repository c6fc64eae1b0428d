package beelab.sensor.compile;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Which hook would work where the one that the policy names does not. */
final class Proposals {
    /** System calls, as a pattern, and the LSM hook that decides about what they do. */
    private static final Map<Pattern, String> DECIDING = new LinkedHashMap<>();

    /** Functions, as a pattern, and where the kernel tells the same facts otherwise. */
    private static final Map<Pattern, String> SAME_FACTS = new LinkedHashMap<>();

    static {
        deciding("symlink(at)?", "path_symlink");
        deciding("link(at)?", "path_link");
        deciding("unlink(at)?", "path_unlink");
        deciding("mkdir(at)?", "path_mkdir");
        deciding("rmdir", "path_rmdir");
        deciding("rename(at2?)?", "path_rename");
        deciding("mknod(at)?", "path_mknod");
        deciding("f?chmod(at2?)?", "path_chmod");
        deciding("[fl]?chown(at)?", "path_chown");
        deciding("f?truncate", "path_truncate");
        deciding("chroot", "path_chroot");
        deciding("open(at2?)?|creat", "file_open");
        deciding("p?(read|write)(v2?|64)?|preadv2?|pwritev2?", "file_permission");
        deciding("mmap", "mmap_file");
        deciding("mprotect|pkey_mprotect", "file_mprotect");
        deciding("ioctl", "file_ioctl");
        deciding("execveat|execve", "bprm_check_security");
        deciding("connect", "socket_connect");
        deciding("bind", "socket_bind");
        deciding("listen", "socket_listen");
        deciding("accept4?", "socket_accept");
        deciding("socket", "socket_create");
        deciding("mount|move_mount|fsmount", "sb_mount");
        deciding("umount2?", "sb_umount");
        deciding("ptrace", "ptrace_access_check");
        deciding("kill|tkill|tgkill", "task_kill");
        deciding("set(re|res|fs)?uid", "task_fix_setuid");
        deciding("set(re|res|fs)?gid", "task_fix_setgid");
        deciding("bpf", "bpf");
        deciding("perf_event_open", "perf_event_open");
        deciding("(f)?init_module", "kernel_read_file");
        deciding("clock_settime|settimeofday", "settime");

        sameFacts("__(se_)?sys_(\\w+)", "kprobes: sys_$2 with syscall: true");
        sameFacts("fd_install", "kprobes: sys_openat with return: true, or lsmhooks: file_open");
        sameFacts(
                "security_bprm_(check|creds_from_file|committ\\w+)",
                "tracepoints: sched/sched_process_exec");
        sameFacts("security_socket_(\\w+)", "kprobes: sys_$1 with syscall: true");
        sameFacts("security_path_(\\w+)", "kprobes: sys_$1at or sys_$1 with syscall: true");
        sameFacts("security_inode_(\\w+)", "kprobes: sys_$1at or sys_$1 with syscall: true");
        sameFacts("security_bpf\\w*|bpf_check", "kprobes: sys_bpf with syscall: true");
        sameFacts("security_perf_event_\\w+", "kprobes: sys_perf_event_open with syscall: true");
        sameFacts("security_kernel_\\w+|do_init_module", "tracepoints: module/module_load");
        sameFacts("free_module", "tracepoints: module/module_free");
        sameFacts("cap_capable", "tracepoints: capability/cap_capable");
        sameFacts("kfree_skb\\w*", "tracepoints: skb/kfree_skb");
        sameFacts("dev_queue_xmit", "tracepoints: net/net_dev_queue");
        sameFacts("wake_up_new_task", "tracepoints: sched/sched_process_fork");
        sameFacts("tty_write|vfs_write", "kprobes: sys_write with syscall: true");
        sameFacts("vfs_read", "kprobes: sys_read with syscall: true");
        sameFacts("tcp_v[46]_connect|tcp_sendmsg_locked", "kprobes: tcp_connect or tcp_sendmsg");
    }

    private Proposals() {}

    private static void deciding(String syscalls, String hook) {
        DECIDING.put(Pattern.compile(syscalls), hook);
    }

    private static void sameFacts(String functions, String instead) {
        SAME_FACTS.put(Pattern.compile(functions), instead);
    }

    /** What observes the same as a function that cannot be hooked; empty when nothing does. */
    static String insteadOf(Kernel kernel, String function) {
        String hook = "";
        if (kernel.has(KernelFeature.LSM) && function.startsWith("security_")) {
            hook = "lsmhooks: " + function.substring("security_".length());
        }
        for (Map.Entry<Pattern, String> entry : SAME_FACTS.entrySet()) {
            var matcher = entry.getKey().matcher(function);
            if (matcher.matches()) {
                String other = matcher.replaceFirst(entry.getValue());
                return (hook.isEmpty() ? "use " : "use " + hook + ", or ") + other;
            }
        }
        return hook.isEmpty() ? "" : "use " + hook;
    }

    /** What prevents a call or operation, where this kernel can prevent anything. */
    static String toPrevent(Kernel kernel, String name, boolean security) {
        String hook = security ? name : "";
        if (!security) {
            for (Map.Entry<Pattern, String> entry : DECIDING.entrySet()) {
                if (entry.getKey().matcher(name).matches()) {
                    hook = entry.getValue();
                    break;
                }
            }
        }
        String use =
                hook.isEmpty()
                        ? "use an LSM hook (section lsmhooks) with Override"
                        : "use the LSM hook " + hook + " (section lsmhooks) with Override";
        return kernel.has(KernelFeature.LSM)
                ? use
                : use + " on a kernel with BPF LSM; " + kernel.lacks(KernelFeature.LSM);
    }

    /** What observes the same as an LSM hook on a kernel without BPF LSM. */
    static String insteadOfLsm(Kernel kernel, String hook) {
        String function =
                hook.equals("bprm_check_security") ? "security_bprm_check" : "security_" + hook;
        String observing =
                kernel.has(KernelFeature.KPROBE) || Substitutes.FUNCTIONS.contains(function)
                        ? "kprobes: " + function + " with syscall: false"
                        : insteadOf(kernel, function).replaceFirst("^use ", "");
        return observing.isEmpty()
                ? "it cannot be observed otherwise here"
                : "to observe only, use " + observing;
    }
}
