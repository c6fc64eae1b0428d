package beelab.sensor.metrics;

import static beelab.sensor.metrics.Metric.Kind.COUNTER;
import static beelab.sensor.metrics.Metric.Kind.GAUGE;
import static beelab.sensor.metrics.Metric.Kind.INFO;

import java.util.List;

/**
 * Every metric of the agent but those of the JVM. Names that begin with {@code tetragon_} and their
 * labels are those that dashboards of that sensor ask for; what such a name cannot tell has one of
 * ours. docs/metrics.md holds the same table; a test compares it with what a running agent serves.
 */
public enum Metric {
    BUILD_INFO("tetragon_build_info", INFO, "The build that runs.", "version", "java_version"),
    EVENTS(
            "tetragon_events_total",
            COUNTER,
            "Events by type and process.",
            "type",
            "namespace",
            "workload",
            "pod",
            "binary",
            "node_name"),
    POLICY_EVENTS(
            "tetragon_policy_events_total",
            COUNTER,
            "Events of policies by hook and process.",
            "policy",
            "hook",
            "namespace",
            "workload",
            "pod",
            "binary",
            "node_name"),
    SYSCALLS(
            "tetragon_syscalls_total",
            COUNTER,
            "Events of hooks on system calls.",
            "syscall",
            "namespace",
            "workload",
            "pod",
            "binary",
            "node_name"),
    EVENTS_MISSING_PROCESS(
            "tetragon_events_missing_process_info_total",
            COUNTER,
            "Events of processes that the cache did not know."),
    EVENTS_LOST("beelab_events_lost_total", COUNTER, "Events known to be lost, by cause.", "cause"),
    SERIES_REFUSED(
            "beelab_metrics_overflow_total",
            COUNTER,
            "Events counted without labels of their process: too many series.",
            "metric"),

    RING_RECEIVED(
            "tetragon_observer_ringbuf_events_received_total",
            COUNTER,
            "Records read from the kernel's ring buffer."),
    RING_LOST(
            "tetragon_observer_ringbuf_events_lost_total",
            COUNTER,
            "Records that found the ring buffer full."),
    RING_ERRORS(
            "tetragon_observer_ringbuf_errors_total",
            COUNTER,
            "Reads of the ring buffer whose handling failed."),
    RING_BYTES("beelab_ringbuf_bytes_total", COUNTER, "Bytes read from the ring buffer."),
    BPF_MISSED(
            "tetragon_bpf_missed_events_total",
            COUNTER,
            "Records that the kernel side could not send.",
            "msg_op",
            "error"),
    KERNEL_LOST(
            "beelab_kernel_lost_total", COUNTER, "What the kernel side lost, by reason.", "reason"),
    KERNEL_NOTES(
            "beelab_kernel_notes_total",
            COUNTER,
            "What the kernel side shortened, could not read, or tracked, by reason.",
            "reason"),
    MSG_OP("tetragon_msg_op_total", COUNTER, "Records by kind.", "msg_op"),
    HANDLER_ERRORS(
            "tetragon_handler_errors_total",
            COUNTER,
            "Records that made no event, by reason.",
            "opcode",
            "error"),

    PROCESS_CACHE_SIZE("tetragon_process_cache_size", GAUGE, "Processes in the cache."),
    PROCESS_CACHE_CAPACITY("tetragon_process_cache_capacity", GAUGE, "Processes that fit in it."),
    PROCESS_CACHE_EVICTIONS(
            "tetragon_process_cache_evictions_total",
            COUNTER,
            "Processes that had to go because the cache was full."),
    PROCESS_CACHE_MISSES(
            "tetragon_process_cache_misses_total",
            COUNTER,
            "Look-ups of processes that it did not know.",
            "operation"),
    PROCESS_CACHE_MISSED_EXITS(
            "beelab_process_cache_missed_exits_total",
            COUNTER,
            "Ends of processes concluded from their pid's next use."),
    EVENT_CACHE_ENTRIES(
            "tetragon_event_cache_entries",
            GAUGE,
            "Events that wait for the pod of their process."),
    EVENT_CACHE_INSERTS(
            "tetragon_event_cache_inserts_total",
            COUNTER,
            "Events that had to wait for their pod."),
    EVENT_CACHE_FAILURES(
            "tetragon_event_cache_fetch_failures_total",
            COUNTER,
            "Events that went out without the pod that they should have had.",
            "entry_type",
            "event_type"),

    EXPORTED("tetragon_events_exported_total", COUNTER, "Events written to the export file."),
    EXPORTED_BYTES("tetragon_events_exported_bytes_total", COUNTER, "Bytes written to it."),
    EXPORTED_LAST(
            "tetragon_events_last_exported_timestamp",
            GAUGE,
            "When it was last written, Unix time in seconds; 0 for never."),
    EXPORT_RATE_LIMITED(
            "tetragon_export_ratelimit_events_dropped_total",
            COUNTER,
            "Events that the export's rate limit held back."),
    EXPORT_DROPPED(
            "beelab_export_dropped_total",
            COUNTER,
            "Events not exported: the queue was full, or the file could not be written."),
    NOTIFY_OVERFLOWED(
            "tetragon_notify_overflowed_events_total", COUNTER, "Events that slow clients lost."),
    GRPC_SUBSCRIBERS("beelab_grpc_subscribers", GAUGE, "Clients that read events."),

    POLICIES("tetragon_tracingpolicy_loaded", GAUGE, "Policies by state.", "state"),
    POLICY_MEMORY(
            "tetragon_tracingpolicy_kernel_memory_bytes",
            GAUGE,
            "Kernel memory of a policy's programs and own maps.",
            "policy",
            "policy_namespace"),
    SELECTOR_ACTIONS(
            "tetragon_tracingpolicy_selector_actions_total",
            COUNTER,
            "Actions of a policy's selectors.",
            "policy",
            "policy_namespace",
            "hook",
            "hook_index",
            "selector_index",
            "selector_label",
            "action"),
    MISSED_PROGRAMS(
            "tetragon_missed_prog_probes_total",
            COUNTER,
            "Runs of a program that the kernel left out because it was running already.",
            "policy",
            "attach"),
    OVERHEAD_RUNS(
            "tetragon_overhead_program_runs_total",
            COUNTER,
            "Runs of a program; counted while kernel.bpf_stats_enabled is 1.",
            "policy",
            "policy_namespace",
            "sensor",
            "section",
            "attach"),
    OVERHEAD_SECONDS(
            "tetragon_overhead_program_seconds_total",
            COUNTER,
            "Time in a program; measured while kernel.bpf_stats_enabled is 1.",
            "policy",
            "policy_namespace",
            "sensor",
            "section",
            "attach"),
    MAP_CAPACITY("tetragon_map_capacity", GAUGE, "Entries that fit in a map.", "map"),
    BASE_MEMORY(
            "beelab_base_kernel_memory_bytes",
            GAUGE,
            "Kernel memory of the programs and maps that are always there."),
    KERNEL_UNREADABLE(
            "beelab_kernel_unreadable",
            GAUGE,
            "1 when the kernel did not tell its numbers: metrics from it are missing."),

    REQUESTS("beelab_requests_total", COUNTER, "GetUrl and DnsLookup that were answered."),
    REQUESTS_FAILED(
            "beelab_requests_failed_total", COUNTER, "GetUrl and DnsLookup without an answer."),
    REQUESTS_DROPPED(
            "beelab_requests_dropped_total",
            COUNTER,
            "GetUrl and DnsLookup not made, because too many waited."),
    SOCKETS_EVICTED(
            "beelab_socktrack_evicted_total",
            COUNTER,
            "Tracked sockets whose owner was forgotten, because there were too many."),

    WATCHER_EVENTS(
            "tetragon_watcher_events_total",
            COUNTER,
            "What the Kubernetes API told of resources.",
            "watcher"),
    WATCHER_ERRORS(
            "tetragon_watcher_errors_total",
            COUNTER,
            "Times that the Kubernetes API could not be watched.",
            "watcher",
            "error");

    /** How a number moves. */
    public enum Kind {
        COUNTER,
        GAUGE,
        /** Always 1; the labels tell. */
        INFO
    }

    private final String exposed;
    private final Kind kind;
    private final String help;
    private final List<String> labels;

    Metric(String exposed, Kind kind, String help, String... labels) {
        this.exposed = exposed;
        this.kind = kind;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** The name that queries use. */
    public String exposed() {
        return exposed;
    }

    public Kind kind() {
        return kind;
    }

    /** What is counted, in one sentence. */
    public String help() {
        return help;
    }

    /** Names of the labels, in the order in which their values are given. */
    public List<String> labels() {
        return labels;
    }
}
