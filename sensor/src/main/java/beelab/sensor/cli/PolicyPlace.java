package beelab.sensor.cli;

import beelab.sensor.api.ConfigureTracingPolicyRequest;
import beelab.sensor.api.ConfigureTracingPolicyResponse;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which of several policies of a name is meant. */
final class PolicyPlace {
    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            defaultValue = "",
            description = "Namespace of a namespaced policy.")
    private String namespace = "";

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            defaultValue = "",
            description =
                    "static, grpc or k8s (default: the only policy of that name, wherever it is).")
    private String domain = "";

    /** Asks the agent to change a policy. */
    void configure(
            ServerOptions server,
            String name,
            Consumer<ConfigureTracingPolicyRequest.Builder> change) {
        ConfigureTracingPolicyRequest.Builder request =
                ConfigureTracingPolicyRequest.newBuilder()
                        .setName(name)
                        .setNamespace(namespace)
                        .setDomain(domain);
        change.accept(request);
        ConfigureTracingPolicyResponse ignored =
                server.ask(agent -> agent.configureTracingPolicy(request.build()));
    }
}
