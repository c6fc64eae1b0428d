package beelab.sensor.agent;

import beelab.sensor.attach.NodeLabels;
import beelab.sensor.attach.PolicyRegistry;
import beelab.sensor.attach.Workload;
import beelab.sensor.attach.WorkloadControl;
import beelab.sensor.enrich.PodResolver;
import beelab.sensor.enrich.kubernetes.ContainerListener;
import beelab.sensor.enrich.kubernetes.PodWatcher;
import beelab.sensor.enrich.runtime.ContainerNames;
import beelab.sensor.event.Pod;
import beelab.sensor.export.grpc.AgentControl;
import beelab.sensor.kubernetes.CrdInstaller;
import beelab.sensor.kubernetes.PolicyWatcher;
import beelab.sensor.metrics.Metric;
import beelab.sensor.metrics.Samples;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.ObjectMapper;

/** What the agent does with the Kubernetes API, when it is asked to. */
final class KubernetesParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesParts.class);
    private static final Duration DEFINITIONS_SERVED = Duration.ofMinutes(1);

    private final AgentOptions options;
    private final PolicyRegistry policies;
    private final Closing closing = new Closing();
    private final @Nullable KubernetesClient client;
    private final BiConsumer<String, String> podGone;
    private final @Nullable Future<?> definitions;
    private @Nullable PodWatcher pods;
    private @Nullable PolicyWatcher policyResources;

    /**
     * @param podGone is told namespace and name of each pod that was deleted
     * @throws AgentException when a kubeconfig is named that does not exist
     */
    KubernetesParts(
            AgentOptions options, PolicyRegistry policies, BiConsumer<String, String> podGone)
            throws AgentException {
        this.podGone = podGone;
        this.options = options;
        this.policies = policies;
        this.client = options.kubernetes().enabled() ? closing.add(connect(options)) : null;
        this.definitions =
                client != null && options.kubernetes().installDefinitions()
                        ? install(client)
                        : null;
    }

    private static KubernetesClient connect(AgentOptions options) throws AgentException {
        Path kubeconfig = options.kubernetes().kubeconfig();
        if (kubeconfig == null) {
            return client().build();
        }
        if (!Files.isReadable(kubeconfig)) {
            throw new AgentException("--k8s-kubeconfig-path: cannot read " + kubeconfig);
        }
        return client().withConfig(Config.fromKubeconfig(kubeconfig.toFile())).build();
    }

    /**
     * A client that knows only the kinds that it is asked for: otherwise it loads the classes of
     * every kind of Kubernetes, some hundred, which stay in memory.
     */
    private static KubernetesClientBuilder client() {
        return new KubernetesClientBuilder()
                .withKubernetesSerialization(
                        new KubernetesSerialization(new ObjectMapper(), false));
    }

    /** Starts to follow the pods of this node, and to ask runtimes for other containers. */
    PodResolver watchPods() throws AgentException {
        ContainerNames names;
        try {
            names = closing.add(ContainerNames.of(options.kubernetes().runtimes(), client != null));
        } catch (IllegalArgumentException e) {
            throw new AgentException("--container-runtimes " + e.getMessage());
        }
        if (client == null) {
            return names;
        }
        pods =
                closing.add(
                        PodWatcher.start(
                                client,
                                options.nodeName(),
                                new Workloads(policies, podGone),
                                options.kubernetes().annotations()));
        Thread.ofVirtual().name("node-check").start(() -> warnOfUnknownNode(client));
        return PodResolver.either(pods, names);
    }

    /** A wrong name is no error for the API: it has no pods, and nobody would see why. */
    private void warnOfUnknownNode(KubernetesClient kubernetes) {
        try {
            if (kubernetes.nodes().withName(options.nodeName()).get() == null) {
                LOG.warn(
                        "Kubernetes has no node \"{}\": events will not name pods, and policies"
                                + " select none; set --node-name or NODE_NAME to one of {}",
                        options.nodeName(),
                        kubernetes.nodes().list().getItems().stream()
                                .map(node -> node.getMetadata().getName())
                                .limit(20)
                                .toList());
            }
        } catch (KubernetesClientException e) {
            // Without the right to read nodes nothing can be told; pods may still come.
            LOG.debug("nodes cannot be read: {}", e.getMessage());
        }
    }

    /**
     * Tells of a container that is about to start.
     *
     * @return false when its pod is not known
     */
    boolean announce(AgentControl.NewContainer container) {
        PodWatcher watcher = pods;
        return watcher != null
                && watcher.announce(
                        container.id(),
                        container.name(),
                        container.image(),
                        container.podNamespace(),
                        container.podName());
    }

    /** Labels of this node, asked for when a policy wants to know. */
    NodeLabels nodeLabels() {
        return client == null ? NodeLabels.UNKNOWN : () -> labelsOf(client, options.nodeName());
    }

    private static Optional<Map<String, String>> labelsOf(
            KubernetesClient kubernetes, String node) {
        try {
            return Optional.ofNullable(kubernetes.nodes().withName(node).get())
                    .map(found -> Map.copyOf(found.getMetadata().getLabels()));
        } catch (KubernetesClientException e) {
            LOG.warn(
                    "labels of node {} cannot be read, so nodeSelector of policies matches it: {}",
                    node,
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** The API server takes a second or two for it, while programs are being loaded. */
    private static Future<?> install(KubernetesClient client) {
        FutureTask<?> task =
                new FutureTask<>(() -> {
                    new CrdInstaller(client, LOG::info).install(DEFINITIONS_SERVED);
                    return null;
                });
        Thread.ofVirtual().name("install-crds").start(task);
        return task;
    }

    /**
     * Starts to follow the policies that are custom resources.
     *
     * @throws AgentException when their definitions were to be installed and could not be
     */
    void watchPolicies() throws AgentException {
        if (definitions != null) {
            await(definitions);
        }
        if (client != null && options.kubernetes().policyResources()) {
            policyResources = closing.add(new PolicyWatcher(client, policies, options.nodeName()));
            policyResources.start();
        }
    }

    /** What the watchers were told so far. */
    void into(Samples samples) {
        PodWatcher watchedPods = pods;
        PolicyWatcher watchedPolicies = policyResources;
        watcher(
                samples,
                "pod",
                watchedPods == null ? 0 : watchedPods.changes(),
                watchedPods == null ? 0 : watchedPods.failures());
        watcher(
                samples,
                "tracingpolicy",
                watchedPolicies == null ? 0 : watchedPolicies.changes(),
                watchedPolicies == null ? 0 : watchedPolicies.failures());
    }

    private static void watcher(Samples samples, String name, long events, long failures) {
        samples.put(Metric.WATCHER_EVENTS, events, name);
        samples.put(Metric.WATCHER_ERRORS, failures, name, "unreachable");
    }

    private static void await(Future<?> definitions) throws AgentException {
        try {
            definitions.get();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new AgentException("--install-crds: " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException("--install-crds: interrupted", e);
        }
    }

    @Override
    public void close() {
        closing.close();
    }

    /** Tells the loaded policies which containers they may select. */
    private record Workloads(WorkloadControl control, BiConsumer<String, String> podDeleted)
            implements ContainerListener {
        @Override
        public void running(String containerId, Pod pod) {
            control.containerRunning(
                    new Workload(
                            containerId,
                            pod.namespace(),
                            pod.name(),
                            pod.labels(),
                            pod.container().name(),
                            repository(pod.container().imageName())));
        }

        @Override
        public void gone(String containerId) {
            control.containerGone(containerId);
        }

        @Override
        public void podGone(String namespace, String pod) {
            podDeleted.accept(namespace, pod);
        }

        /** The image without tag and digest; a colon before the last slash belongs to a port. */
        private static String repository(String image) {
            int at = image.indexOf('@');
            String name = at < 0 ? image : image.substring(0, at);
            int colon = name.lastIndexOf(':');
            return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
        }
    }
}
