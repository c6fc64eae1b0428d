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
 * @param counters how often each action ran since the policy was loaded
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
        ActionCounters counters) {

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
    public record HookStatus(String section, int index, String function, String mechanism) {}

    /** Sums over all hooks and selectors of the policy. */
    public record ActionCounters(long post, long signal, long override, long noPost) {
        public static final ActionCounters ZERO = new ActionCounters(0, 0, 0, 0);
    }
}
