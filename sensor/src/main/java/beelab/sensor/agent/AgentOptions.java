package beelab.sensor.agent;

import beelab.sensor.api.FieldFilter;
import beelab.sensor.api.Filter;
import beelab.sensor.event.EventKind;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an agent was told.
 *
 * @param nodeName goes into every event and exec id
 * @param clusterName goes into every event, empty for none
 * @param serverAddress host:port or unix:///path; empty to listen nowhere
 * @param runtimeFolder where the info file is, and the Unix socket that a TCP address brings along
 * @param policies files that must load, or the agent does not start
 * @param policyFolder folder of policies, each of which may fail; null for none
 * @param ringBytes size of the kernel's ring buffer
 * @param queueSize events that may wait for one consumer
 * @param metricsAddress host:port, empty for no metrics
 */
public record AgentOptions(
        String nodeName,
        String clusterName,
        String serverAddress,
        Path runtimeFolder,
        List<Path> policies,
        @Nullable Path policyFolder,
        Path procfs,
        int ringBytes,
        int queueSize,
        String metricsAddress,
        Export export,
        Processes processes,
        Kubernetes kubernetes) {

    /**
     * The JSON export.
     *
     * @param file null for none, {@code -} for standard output
     * @param perMinute rate limit, -1 for none
     */
    public record Export(
            @Nullable Path file,
            int maxMegabytes,
            int maxBackups,
            Duration rotationInterval,
            Set<PosixFilePermission> permissions,
            long perMinute,
            List<Filter> allow,
            List<Filter> deny,
            List<FieldFilter> fields) {}

    /**
     * What is kept of processes.
     *
     * @param ancestors kinds of events that list all ancestors
     */
    public record Processes(
            boolean credentials,
            boolean namespaces,
            int cacheSize,
            Duration collectEvery,
            Set<EventKind> ancestors) {}

    /**
     * Kubernetes.
     *
     * @param enabled whether to follow pods
     * @param kubeconfig null for the pod's own account, or the usual places
     * @param policyResources whether to follow the custom resources
     */
    public record Kubernetes(boolean enabled, @Nullable Path kubeconfig, boolean policyResources) {}
}
