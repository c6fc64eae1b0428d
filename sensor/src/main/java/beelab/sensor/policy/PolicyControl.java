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
     * Detaches and unloads a policy.
     *
     * @return false when there is no such policy
     */
    boolean delete(String name, String namespace, String domain);

    /** Every policy, ordered by id, those that failed to load included. */
    List<PolicyStatus> list();
}
