package beelab.sensor.cli;

import beelab.sensor.api.CreateContainer;
import beelab.sensor.api.RuntimeHookRequest;
import beelab.sensor.api.RuntimeHookResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code bee rthooks}: a container runtime calls it as an OCI hook, so that policies apply before
 * the first process of a container.
 */
@Command(
        name = "rthooks",
        hidden = true,
        description = "For container runtimes: tell the agent of a container before it starts.",
        synopsisSubcommandLabel = "COMMAND")
final class RuntimeHookCommand extends CommandGroup {

    @Command(
            name = "create-container",
            description =
                    "Tell of a container, from flags or from the OCI state on standard input.")
    int createContainer(
            @Mixin ServerOptions server,
            @Option(names = "--cgroups-path", paramLabel = "PATH", defaultValue = "")
                    String cgroupsPath,
            @Option(names = "--container-id", paramLabel = "ID", defaultValue = "")
                    String containerId,
            @Option(names = "--container-name", paramLabel = "NAME", defaultValue = "")
                    String containerName,
            @Option(names = "--container-image", paramLabel = "IMAGE", defaultValue = "")
                    String image,
            @Option(names = "--pod-name", paramLabel = "NAME", defaultValue = "") String pod,
            @Option(names = "--pod-namespace", paramLabel = "NAMESPACE", defaultValue = "")
                    String namespace,
            @Option(names = "--pod-uid", paramLabel = "UID", defaultValue = "") String uid,
            @Option(names = "--annotations", split = ",", paramLabel = "KEY=VALUE")
                    Map<String, String> annotations,
            @Option(names = "--oci-state", description = "Read the OCI state from standard input.")
                    boolean ociState)
            throws IOException {
        CreateContainer.Builder container =
                CreateContainer.newBuilder()
                        .setCgroupsPath(cgroupsPath)
                        .setContainerID(containerId)
                        .setContainerName(containerName)
                        .setContainerImage(image)
                        .setPodName(pod)
                        .setPodNamespace(namespace)
                        .setPodUID(uid);
        if (annotations != null) {
            container.putAllAnnotations(annotations);
        }
        if (ociState) {
            read(container);
        }
        RuntimeHookResponse ignored =
                server.ask(agent ->
                        agent.runtimeHook(
                                RuntimeHookRequest.newBuilder()
                                        .setCreateContainer(container)
                                        .build()));
        return 0;
    }

    /** The state that the OCI runtime specification gives to hooks. */
    private static void read(CreateContainer.Builder container) throws IOException {
        String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        JsonNode state;
        try {
            state = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw new CliException("standard input is no OCI state: " + e.getOriginalMessage(), 2);
        }
        container.setContainerID(state.path("id").asString(container.getContainerID()));
        for (Map.Entry<String, JsonNode> each : state.path("annotations").properties()) {
            String value = each.getValue().asString("");
            container.putAnnotations(each.getKey(), value);
            switch (each.getKey()) {
                case "io.kubernetes.pod.name", "io.kubernetes.cri.sandbox-name" ->
                        container.setPodName(value);
                case "io.kubernetes.pod.namespace", "io.kubernetes.cri.sandbox-namespace" ->
                        container.setPodNamespace(value);
                case "io.kubernetes.pod.uid", "io.kubernetes.cri.sandbox-uid" ->
                        container.setPodUID(value);
                case "io.kubernetes.container.name", "io.kubernetes.cri.container-name" ->
                        container.setContainerName(value);
                case "io.kubernetes.cri.image-name" -> container.setContainerImage(value);
                default -> {}
            }
        }
    }
}
