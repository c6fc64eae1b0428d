package beelab.sensor.agent;

import beelab.sensor.attach.PolicyRegistry;
import beelab.sensor.attach.Workload;
import beelab.sensor.attach.WorkloadControl;
import beelab.sensor.enrich.PodResolver;
import beelab.sensor.enrich.kubernetes.ContainerListener;
import beelab.sensor.enrich.kubernetes.PodWatcher;
import beelab.sensor.event.Pod;
import beelab.sensor.kubernetes.PolicyWatcher;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the agent does with the Kubernetes API, when it is asked to. */
final class KubernetesParts implements AutoCloseable {
    private final AgentOptions options;
    private final PolicyRegistry policies;
    private final Closing closing = new Closing();
    private final @Nullable KubernetesClient client;

    /**
     * @throws AgentException when a kubeconfig is named that does not exist
     */
    KubernetesParts(AgentOptions options, PolicyRegistry policies) throws AgentException {
        this.options = options;
        this.policies = policies;
        this.client = options.kubernetes().enabled() ? closing.add(connect(options)) : null;
    }

    private static KubernetesClient connect(AgentOptions options) throws AgentException {
        Path kubeconfig = options.kubernetes().kubeconfig();
        if (kubeconfig == null) {
            return new KubernetesClientBuilder().build();
        }
        if (!Files.isReadable(kubeconfig)) {
            throw new AgentException("--k8s-kubeconfig-path: cannot read " + kubeconfig);
        }
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .build();
    }

    /** Starts to follow the pods of this node. */
    PodResolver watchPods() {
        return client == null
                ? PodResolver.NONE
                : closing.add(
                        PodWatcher.start(
                                client,
                                options.nodeName(),
                                new Workloads(policies),
                                options.kubernetes().annotations()));
    }

    /** Starts to follow the policies that are custom resources. */
    void watchPolicies() {
        if (client != null && options.kubernetes().policyResources()) {
            closing.add(new PolicyWatcher(client, policies, options.nodeName())).start();
        }
    }

    @Override
    public void close() {
        closing.close();
    }

    /** Tells the loaded policies which containers they may select. */
    private record Workloads(WorkloadControl control) implements ContainerListener {
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

        /** The image without tag and digest; a colon before the last slash belongs to a port. */
        private static String repository(String image) {
            int at = image.indexOf('@');
            String name = at < 0 ? image : image.substring(0, at);
            int colon = name.lastIndexOf(':');
            return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
        }
    }
}
