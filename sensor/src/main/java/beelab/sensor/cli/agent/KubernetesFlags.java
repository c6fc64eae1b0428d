package beelab.sensor.cli.agent;

import beelab.sensor.agent.AgentOptions;
import beelab.sensor.cli.CliException;
import beelab.sensor.enrich.runtime.ContainerNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Kubernetes, and the containers of other runtimes. */
final class KubernetesFlags {
    @Option(
            names = "--enable-k8s-api",
            negatable = true,
            description = "Name pods in events, and let policies select them.")
    private boolean enabled;

    @Option(
            names = "--enable-tracing-policy-crd",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "With the API: follow the policies in the cluster (default: true).")
    private boolean policyResources = true;

    @Option(
            names = "--install-crds",
            negatable = true,
            description =
                    "With the API: bring the definitions of policies into the cluster at the start,"
                            + " as `bee install-crds` does.")
    private boolean installDefinitions;

    @Option(
            names = "--enable-pod-annotations",
            negatable = true,
            description = "With the API: add the pods' annotations to events.")
    private boolean annotations;

    @Option(
            names = "--container-runtimes",
            split = ",",
            paramLabel = "ADDRESS",
            defaultValue = "auto",
            description =
                    "Whom to ask for names of containers outside Kubernetes:"
                            + " docker:///run/docker.sock, containerd:///SOCKET, auto for the usual"
                            + " sockets, or none (default: ${DEFAULT-VALUE}).")
    private List<String> runtimes = new ArrayList<>(List.of("auto"));

    @Option(
            names = "--k8s-kubeconfig-path",
            paramLabel = "FILE",
            description = "Kubeconfig; default: the pod's own account.")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--cluster-name",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Goes into every event.")
    String clusterName = "";

    @Option(
            names = "--node-name",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Default: the environment's NODE_NAME, else the host's name.")
    private String nodeName = "";

    AgentOptions.Kubernetes options() {
        return new AgentOptions.Kubernetes(
                enabled, kubeconfig, policyResources, installDefinitions, annotations, runtimes());
    }

    private List<String> runtimes() {
        return switch (String.join(",", runtimes)) {
            case "auto" -> ContainerNames.USUAL;
            case "none", "" -> List.of();
            default -> runtimes;
        };
    }

    String node() {
        if (!nodeName.isEmpty()) {
            return nodeName;
        }
        for (String variable : List.of("HUBBLE_NODE_NAME", "NODE_NAME")) {
            String value = System.getenv(variable);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            throw new CliException("cannot read the host's name: use --node-name");
        }
    }
}
