package beelab.sensor.agent;

import beelab.sensor.api.FieldFilter;
import beelab.sensor.api.Filter;
import beelab.sensor.event.EventKind;
import beelab.sensor.export.grpc.ServerTls;
import beelab.sensor.export.json.JsonExport;
import beelab.sensor.filter.Redaction;
import beelab.sensor.metrics.LabelFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an agent was told.
 *
 * @param nodeName goes into every event and exec id
 * @param clusterName goes into every event, empty for none
 * @param flags every flag with its value in effect, for {@code GetInfo}
 */
public record AgentOptions(
        String nodeName,
        String clusterName,
        Server server,
        Policies policies,
        Pinning pinning,
        Export export,
        Processes processes,
        Kubernetes kubernetes,
        Map<String, String> flags) {

    /** Size of the kernel's ring buffer unless told otherwise. */
    public static final int DEFAULT_RING_BYTES = 4 << 20;

    /**
     * Who may ask the agent, and where.
     *
     * @param address host:port or unix:///path; empty to listen nowhere
     * @param tls of the TCP address; null for none
     * @param reflection whether the server tells which services it has
     * @param healthAddress host:port of the health service alone, empty for none
     * @param runtimeFolder where the info file is, and the Unix socket that a TCP address brings
     *     along
     * @param queueSize events that may wait for one consumer, the export included
     */
    public record Server(
            String address,
            @Nullable ServerTls tls,
            boolean reflection,
            String healthAddress,
            Path runtimeFolder,
            Metrics metrics,
            int queueSize) {}

    /**
     * Numbers for Prometheus.
     *
     * @param address host:port, empty for none
     * @param perEvent whether events are counted by type and process
     * @param labels of processes
     */
    public record Metrics(String address, boolean perEvent, LabelFilter labels) {}

    /**
     * Policies to load at the start.
     *
     * @param files must load, or the agent does not start
     * @param folder of policies, each of which may fail
     * @param network how far GetUrl and DnsLookup may reach
     * @param dnsServer host or host:port that DnsLookup asks; empty for the system's resolver
     * @param stackAddresses whether stack traces show addresses
     */
    public record Policies(
            List<Path> files,
            Path folder,
            Network network,
            String dnsServer,
            boolean stackAddresses) {
        public Policies {
            files = List.copyOf(files);
        }
    }

    /**
     * What stays in the kernel when the agent ends.
     *
     * @param folder where it has its names, in the file system {@code bpf}; may be missing
     * @param keep whether policies that enforce stay
     * @param release whether everything goes that agents before have left
     */
    public record Pinning(Path folder, boolean keep, boolean release) {}

    /**
     * The JSON export.
     *
     * @param file null for none, {@code -} for standard output
     * @param perMinute rate limit, -1 for none, 0 for no export
     */
    public record Export(
            @Nullable Path file,
            JsonExport.Rotation rotation,
            long perMinute,
            List<Filter> allow,
            List<Filter> deny,
            List<FieldFilter> fields) {}

    /**
     * What is kept of processes.
     *
     * @param userNames whether events tell the name of the user
     * @param redaction what is hidden in arguments
     * @param cacheSize how many processes are kept
     * @param collectEvery how often ended ones are removed
     * @param podPatience how long an event waits for its pod
     * @param ancestors kinds of events that list all ancestors
     * @param procfs the host's /proc
     * @param ringBytes size of the kernel's ring buffer, a power of two
     */
    public record Processes(
            boolean credentials,
            boolean namespaces,
            boolean userNames,
            Redaction redaction,
            int cacheSize,
            Duration collectEvery,
            Duration podPatience,
            Set<EventKind> ancestors,
            Path procfs,
            int ringBytes) {}

    /**
     * Kubernetes, and containers outside it.
     *
     * @param enabled whether to follow pods
     * @param kubeconfig null for the pod's own account, or the usual places
     * @param policyResources whether to follow the custom resources
     * @param installDefinitions whether to bring their definitions into the cluster first
     * @param annotations whether events tell the pods' annotations
     * @param runtimes sockets of runtimes to ask for names of containers, as {@code
     *     docker:///run/docker.sock}
     */
    public record Kubernetes(
            boolean enabled,
            @Nullable Path kubeconfig,
            boolean policyResources,
            boolean installDefinitions,
            boolean annotations,
            List<String> runtimes) {
        public Kubernetes {
            runtimes = List.copyOf(runtimes);
        }
    }
}
