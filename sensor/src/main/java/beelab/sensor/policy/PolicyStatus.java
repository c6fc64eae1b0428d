package beelab.sensor.policy;

import java.util.List;

/**
 * What the agent knows of one policy; the source of {@code bee tracingpolicy list} and of {@code
 * ListTracingPolicies}.
 *
 * @param id number of the policy in this agent, from 1
 * @param name {@code metadata.name}
 * @param namespace namespace of a TracingPolicyNamespaced; empty for a cluster-wide policy
 * @param domain {@code k8s}, {@code grpc} or {@code static}
 * @param state whether it is loaded
 * @param mode whether it enforces
 * @param error why it is not loaded; empty otherwise
 * @param filterId id of the workload filter; 0 when the policy selects every workload
 * @param kernelMemoryBytes memory of its programs and maps as the kernel tells it
 * @param hooks one line a hook: how it is attached on this kernel
 * @param counters how often each action ran since the policy was added
 * @param selectors the same for each selector, since the policy was loaded last
 * @param pinned the folder of its names in the file system {@code bpf}, by which it goes on
 *     enforcing when the agent ends; empty when it ends with the agent
 */
public record PolicyStatus(
        long id,
        String name,
        String namespace,
        String domain,
        State state,
        Mode mode,
        String error,
        long filterId,
        long kernelMemoryBytes,
        List<HookStatus> hooks,
        ActionCounters counters,
        List<SelectorCounters> selectors,
        String pinned) {

    /** Without the counters of each selector, and not pinned. */
    public PolicyStatus(
            long id,
            String name,
            String namespace,
            String domain,
            State state,
            Mode mode,
            String error,
            long filterId,
            long kernelMemoryBytes,
            List<HookStatus> hooks,
            ActionCounters counters) {
        this(
                id,
                name,
                namespace,
                domain,
                state,
                mode,
                error,
                filterId,
                kernelMemoryBytes,
                hooks,
                counters,
                List.of(),
                "");
    }

    /** States of the wire enum TracingPolicyState, without its prefix. */
    public enum State {
        UNKNOWN,
        ENABLED,
        DISABLED,
        LOAD_ERROR,
        ERROR,
        LOADING,
        UNLOADING,
        SKIPPED,
        PARTIALLY_ENABLED
    }

    /** Modes of the wire enum TracingPolicyMode, without its prefix. */
    public enum Mode {
        UNKNOWN,
        ENFORCE,
        MONITOR,
        MONITOR_ONLY
    }

    /**
     * One hook of a policy.
     *
     * @param section {@code kprobes}, {@code tracepoints}, {@code lsmhooks} …
     * @param index position in its section, from 0
     * @param function the function or event that the policy names
     * @param mechanism how it is attached, such as {@code tracepoint syscalls/sys_enter_symlinkat}
     */
    public record HookStatus(String section, int index, String function, String mechanism) {
        /** What clients call the kind of sensor that serves a section. */
        public static String sensor(String section) {
            return switch (section) {
                case "kprobes" -> "generic_kprobe";
                case "fentries" -> "generic_fentry";
                case "tracepoints" -> "generic_tracepoint";
                case "lsmhooks", "lsmHooks" -> "generic_lsm";
                case "uprobes" -> "generic_uprobe";
                case "usdts" -> "generic_usdt";
                default -> section;
            };
        }
    }

    /**
     * How often actions ran. What monitor mode left out is counted apart.
     *
     * @param post events that were sent
     * @param noPost events that NoPost kept back
     * @param rateLimited events that rateLimit held back
     */
    public record ActionCounters(
            long post,
            long signal,
            long monitorSignal,
            long override,
            long monitorOverride,
            long notifyEnforcer,
            long monitorNotifyEnforcer,
            long set,
            long monitorSet,
            long noPost,
            long rateLimited,
            long trackSock,
            long untrackSock) {
        public static final ActionCounters ZERO = new ActionCounters(0, 0, 0, 0);

        /** Those that every policy may have. */
        public ActionCounters(long post, long signal, long override, long noPost) {
            this(post, signal, 0, override, 0, 0, 0, 0, 0, noPost, 0, 0, 0);
        }

        /** Both together. */
        public ActionCounters plus(ActionCounters other) {
            return new ActionCounters(
                    post + other.post,
                    signal + other.signal,
                    monitorSignal + other.monitorSignal,
                    override + other.override,
                    monitorOverride + other.monitorOverride,
                    notifyEnforcer + other.notifyEnforcer,
                    monitorNotifyEnforcer + other.monitorNotifyEnforcer,
                    set + other.set,
                    monitorSet + other.monitorSet,
                    noPost + other.noPost,
                    rateLimited + other.rateLimited,
                    trackSock + other.trackSock,
                    untrackSock + other.untrackSock);
        }
    }

    /**
     * The counters of one selector.
     *
     * @param hook the function or event
     * @param hookIndex position of the hook in its section, from 0
     * @param selectorIndex position of the selector among those that can match here, from 0
     */
    public record SelectorCounters(
            String hook, int hookIndex, int selectorIndex, ActionCounters counters) {}
}
