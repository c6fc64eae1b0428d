package beelab.sensor.policy;

import java.util.List;

/**
 * The one door through which files, the command line, gRPC and the custom resources change the
 * loaded policies.
 */
public interface PolicyControl {

    /**
     * Reads, validates, plans, loads and attaches a policy: all of it or nothing.
     *
     * @param yaml one TracingPolicy or TracingPolicyNamespaced document
     * @param source where the text comes from, for messages: a file name, {@code grpc}, {@code
     *     kubernetes}
     * @param domain {@code static}, {@code grpc} or {@code k8s}
     * @return the status after loading, always {@code ENABLED} or {@code SKIPPED}
     * @throws PolicyException when it cannot be loaded; a policy with a readable name then stays
     *     listed as LOAD_ERROR, except when a loaded policy of that name exists, which stays as it
     *     is
     */
    PolicyStatus add(String yaml, String source, String domain) throws PolicyException;

    /**
     * The same, in place of a policy of that name if there is one. The new version is attached
     * before the old one goes, and one write in the kernel makes it the one that decides: no call
     * escapes both, and none is reported twice. Calls that the old version was waiting for to
     * return are completed by it for a short while. What was set at run time stays: a disabled
     * policy stays disabled, and a mode of {@link #setMode} stays in force.
     *
     * @throws PolicyException when it cannot be loaded; the old version then stays as it is
     */
    PolicyStatus replace(String yaml, String source, String domain) throws PolicyException;

    /**
     * Loads and attaches a policy that {@link #disable} took out.
     *
     * @param domain empty for the only policy of that name in any domain
     * @throws PolicyException when there is none, or it cannot be loaded any more
     */
    void enable(String name, String namespace, String domain) throws PolicyException;

    /**
     * Detaches and unloads a policy, which stays listed with its counters.
     *
     * @param domain empty for the only policy of that name in any domain
     * @throws PolicyException when there is no policy of that name that could be loaded
     */
    void disable(String name, String namespace, String domain) throws PolicyException;

    /**
     * Switches between enforcing and only telling what would be enforced, for all calls from now
     * on.
     *
     * @param domain empty for the only policy of that name in any domain
     * @throws PolicyException when there is none, or it has nothing to enforce
     */
    void setMode(String name, String namespace, String domain, PolicyStatus.Mode mode)
            throws PolicyException;

    /**
     * Detaches and unloads a policy.
     *
     * @return false when there is no such policy
     */
    boolean delete(String name, String namespace, String domain);

    /** Every policy, ordered by id, those that failed to load included. */
    List<PolicyStatus> list();
}
