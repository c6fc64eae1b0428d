package beelab.sensor.enrich;

import java.util.List;

/**
 * Numbers of {@code bpf(2)} and {@code perf_event_open(2)} by their names in the kernel's headers.
 */
final class BpfNames {
    private static final List<String> PROGRAMS =
            List.of(
                    "UNSPEC",
                    "SOCKET_FILTER",
                    "KPROBE",
                    "SCHED_CLS",
                    "SCHED_ACT",
                    "TRACEPOINT",
                    "XDP",
                    "PERF_EVENT",
                    "CGROUP_SKB",
                    "CGROUP_SOCK",
                    "LWT_IN",
                    "LWT_OUT",
                    "LWT_XMIT",
                    "SOCK_OPS",
                    "SK_SKB",
                    "CGROUP_DEVICE",
                    "SK_MSG",
                    "RAW_TRACEPOINT",
                    "CGROUP_SOCK_ADDR",
                    "LWT_SEG6LOCAL",
                    "LIRC_MODE2",
                    "SK_REUSEPORT",
                    "FLOW_DISSECTOR",
                    "CGROUP_SYSCTL",
                    "RAW_TRACEPOINT_WRITABLE",
                    "CGROUP_SOCKOPT",
                    "TRACING",
                    "STRUCT_OPS",
                    "EXT",
                    "LSM",
                    "SK_LOOKUP",
                    "SYSCALL",
                    "NETFILTER");
    private static final List<String> MAPS =
            List.of(
                    "UNSPEC",
                    "HASH",
                    "ARRAY",
                    "PROG_ARRAY",
                    "PERF_EVENT_ARRAY",
                    "PERCPU_HASH",
                    "PERCPU_ARRAY",
                    "STACK_TRACE",
                    "CGROUP_ARRAY",
                    "LRU_HASH",
                    "LRU_PERCPU_HASH",
                    "LPM_TRIE",
                    "ARRAY_OF_MAPS",
                    "HASH_OF_MAPS",
                    "DEVMAP",
                    "SOCKMAP",
                    "CPUMAP",
                    "XSKMAP",
                    "SOCKHASH",
                    "CGROUP_STORAGE",
                    "REUSEPORT_SOCKARRAY",
                    "PERCPU_CGROUP_STORAGE",
                    "QUEUE",
                    "STACK",
                    "SK_STORAGE",
                    "DEVMAP_HASH",
                    "STRUCT_OPS",
                    "RINGBUF",
                    "INODE_STORAGE",
                    "TASK_STORAGE",
                    "BLOOM_FILTER",
                    "USER_RINGBUF",
                    "CGRP_STORAGE",
                    "ARENA");
    private static final List<String> EVENTS =
            List.of("HARDWARE", "SOFTWARE", "TRACEPOINT", "HW_CACHE", "RAW", "BREAKPOINT");

    private BpfNames() {}

    static String programType(int number) {
        return name("BPF_PROG_TYPE_", PROGRAMS, number);
    }

    static String mapType(int number) {
        return name("BPF_MAP_TYPE_", MAPS, number);
    }

    /** Dynamic units, such as kprobe and uprobe, have numbers of the machine and no names. */
    static String perfType(int number) {
        return name("PERF_TYPE_", EVENTS, number);
    }

    private static String name(String prefix, List<String> names, int number) {
        return prefix
                + (number >= 0 && number < names.size()
                        ? names.get(number)
                        : Integer.toUnsignedString(number));
    }
}
