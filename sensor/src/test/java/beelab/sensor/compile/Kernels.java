package beelab.sensor.compile;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Kernels as data: what the planner is asked about in tests, on any system. */
final class Kernels {
    private static final List<String> SYSCALLS =
            List.of(
                    "symlinkat",
                    "symlink",
                    "linkat",
                    "unlink",
                    "read",
                    "write",
                    "pread64",
                    "pwrite64",
                    "readv",
                    "writev",
                    "preadv",
                    "pwritev",
                    "preadv2",
                    "pwritev2",
                    "getdents64",
                    "sendfile64",
                    "copy_file_range",
                    "splice",
                    "mmap",
                    "truncate",
                    "ftruncate",
                    "openat",
                    "connect",
                    "sendto",
                    "sendmsg",
                    "setuid",
                    "newstat",
                    "dup",
                    "dup2",
                    "mount",
                    "clock_settime",
                    "bpf",
                    "perf_event_open");
    private static final String COMMON =
            """
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
            \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
            \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

            """;
    private static final Map<String, String> FORMATS =
            Map.of(
                    "syscalls/sys_enter_symlinkat",
                    COMMON
                            + """
                            \tfield:int __syscall_nr;\toffset:8;\tsize:4;\tsigned:1;
                            \tfield:const char * oldname;\toffset:16;\tsize:8;\tsigned:0;
                            \tfield:int newdfd;\toffset:24;\tsize:8;\tsigned:0;
                            \tfield:const char * newname;\toffset:32;\tsize:8;\tsigned:0;
                            """,
                    "syscalls/sys_enter_write",
                    COMMON
                            + """
                            \tfield:int __syscall_nr;\toffset:8;\tsize:4;\tsigned:1;
                            \tfield:unsigned int fd;\toffset:16;\tsize:8;\tsigned:0;
                            \tfield:const char * buf;\toffset:24;\tsize:8;\tsigned:0;
                            \tfield:size_t count;\toffset:32;\tsize:8;\tsigned:0;
                            """,
                    "sched/sched_process_exec",
                    COMMON
                            + """
                            \tfield:__data_loc char[] filename;\toffset:8;\tsize:4;\tsigned:0;
                            \tfield:pid_t pid;\toffset:12;\tsize:4;\tsigned:1;
                            """,
                    "sock/inet_sock_set_state",
                    COMMON
                            + """
                            \tfield:const void * skaddr;\toffset:8;\tsize:8;\tsigned:0;
                            \tfield:int oldstate;\toffset:16;\tsize:4;\tsigned:1;
                            \tfield:__u8 saddr[4];\toffset:32;\tsize:4;\tsigned:0;
                            """);

    private static final Map<String, KernelTypes.Signature> FUNCTIONS = new HashMap<>();

    static {
        function("tcp_connect", "int", "struct sock *", "sk");
        function(
                "tcp_sendmsg",
                "int",
                "struct sock *",
                "sk",
                "struct msghdr *",
                "msg",
                "size_t",
                "size");
        function("tcp_close", "void", "struct sock *", "sk", "long int", "timeout");
        function("security_file_permission", "int", "struct file *", "file", "int", "mask");
        function(
                "security_mmap_file",
                "int",
                "struct file *",
                "file",
                "long unsigned int",
                "prot",
                "long unsigned int",
                "flags");
        function("security_path_truncate", "int", "struct path *", "path");
        function("tcp_v4_rcv", "int", "struct sk_buff *", "skb");
        function("__x64_sys_setuid", "long int", "const struct pt_regs *", "regs");
        function("commit_creds", "int", "struct cred *", "new");
        function("bpf_lsm_file_open", "int", "struct file *", "file");
        function(
                "bpf_lsm_path_symlink",
                "int",
                "struct path *",
                "dir",
                "struct dentry *",
                "dentry",
                "char *",
                "old_name");
    }

    private Kernels() {}

    private static void function(String name, String returnType, String... typesAndNames) {
        List<KernelTypes.Parameter> parameters = new java.util.ArrayList<>();
        for (int i = 0; i < typesAndNames.length; i += 2) {
            String type = typesAndNames[i];
            parameters.add(
                    new KernelTypes.Parameter(
                            typesAndNames[i + 1],
                            type,
                            type.equals("int") ? 4 : 8,
                            type.endsWith("*")));
        }
        FUNCTIONS.put(name, new KernelTypes.Signature(name, parameters, returnType));
    }

    /** As the development machine: tracepoints of all kinds, no kprobes, no LSM. */
    static PolicyCompiler withoutKprobes() {
        return compiler(
                EnumSet.of(
                        KernelFeature.BTF,
                        KernelFeature.RING_BUFFER,
                        KernelFeature.TRACEPOINT,
                        KernelFeature.RAW_TRACEPOINT,
                        KernelFeature.SYSCALL_TRACEPOINT,
                        KernelFeature.SEND_SIGNAL));
    }

    /** As Debian's cloud kernels: kprobes, fmod_ret and BPF LSM, no error injection. */
    static PolicyCompiler withKprobesAndLsm() {
        return compiler(EnumSet.complementOf(EnumSet.of(KernelFeature.OVERRIDE_RETURN)));
    }

    static PolicyCompiler without(KernelFeature... missing) {
        return compiler(EnumSet.complementOf(EnumSet.copyOf(Arrays.asList(missing))));
    }

    static PolicyCompiler compiler(Set<KernelFeature> features) {
        return new PolicyCompiler(features(features), TYPES, FORMATS_OF);
    }

    static final TracepointFormats FORMATS_OF =
            (category, name) ->
                    Optional.ofNullable(FORMATS.get(category + "/" + name))
                            .map(TracepointFormat::parse);

    static final KernelTypes TYPES =
            new KernelTypes() {
                @Override
                public Optional<Signature> function(String name) {
                    return Optional.ofNullable(FUNCTIONS.get(name));
                }

                @Override
                public boolean hasStruct(String name) {
                    return true;
                }
            };

    static KernelFeatures features(Set<KernelFeature> available) {
        Map<KernelFeature, KernelFeatures.Support> support = new EnumMap<>(KernelFeature.class);
        for (KernelFeature feature : KernelFeature.values()) {
            support.put(feature, new KernelFeatures.Support(available.contains(feature), ""));
        }
        Set<String> tracepoints = new HashSet<>(FORMATS.keySet());
        for (String name : SYSCALLS) {
            tracepoints.add("syscalls/sys_enter_" + name);
            tracepoints.add("syscalls/sys_exit_" + name);
        }
        tracepoints.add("sock/sock_send_length");
        return new KernelFeatures(
                "6.18.0-test",
                "x86_64",
                support,
                tracepoints,
                available.contains(KernelFeature.KPROBE) ? FUNCTIONS.keySet() : Set.of(),
                Set.of(),
                List.of("capability"),
                "none",
                Set.of("SYS_ADMIN"),
                "",
                CgroupHierarchy.unified());
    }
}
