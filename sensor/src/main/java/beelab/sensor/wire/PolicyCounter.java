package beelab.sensor.wire;

/**
 * What the kernel side counts for each selector of a policy: the order is that of {@code enum
 * policy_counter} in {@code bpf/include/counters.h}, a test compares them.
 */
public enum PolicyCounter {
    POST,
    SIGNAL,
    OVERRIDE,
    NOPOST,
    MONITORED_SIGNAL,
    MONITORED_OVERRIDE,
    SET,
    MONITORED_SET,
    RATE_LIMITED,
    TRACK_SOCK,
    UNTRACK_SOCK,
    NOTIFY_ENFORCER,
    MONITORED_NOTIFY_ENFORCER
}
