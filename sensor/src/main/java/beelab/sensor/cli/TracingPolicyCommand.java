package beelab.sensor.cli;

import beelab.sensor.api.AddTracingPolicyRequest;
import beelab.sensor.api.AddTracingPolicyResponse;
import beelab.sensor.api.DeleteTracingPolicyRequest;
import beelab.sensor.api.DeleteTracingPolicyResponse;
import beelab.sensor.api.FineGuidanceSensorsGrpc;
import beelab.sensor.api.ListTracingPoliciesRequest;
import beelab.sensor.api.ListTracingPoliciesResponse;
import beelab.sensor.export.json.ProtoJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bee tracingpolicy}, short {@code bee tp}. */
@Command(
        name = "tracingpolicy",
        aliases = "tp",
        description = "Load, unload, list and plan policies.",
        subcommands = PlanCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bee tracingpolicy add restrict-symlink.yaml",
            "  bee tracingpolicy list -o wide",
            "  bee tracingpolicy delete restrict-symlink"
        })
final class TracingPolicyCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "a command is missing");
    }

    @Command(name = "add", description = "Load a policy from a file into the agent.")
    int add(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "FILE", description = "A YAML file; - for standard input.")
                    String file,
            @Option(
                            names = "--domain",
                            paramLabel = "DOMAIN",
                            defaultValue = "grpc",
                            description = "Domain of the policy (default: ${DEFAULT-VALUE}).")
                    String domain) {
        AddTracingPolicyRequest request =
                AddTracingPolicyRequest.newBuilder().setYaml(read(file)).setDomain(domain).build();
        try (AgentClient client = server.connect()) {
            AddTracingPolicyResponse response =
                    client.call(() ->
                            FineGuidanceSensorsGrpc.newBlockingStub(client.channel())
                                    .withDeadline(server.deadline())
                                    .addTracingPolicy(request));
            if (response.isInitialized()) {
                System.out.println("tracing policy \"" + file + "\" added");
            }
        } catch (CliException e) {
            throw new CliException("failed to add tracing policy: " + e.getMessage());
        }
        return 0;
    }

    @Command(name = "delete", description = "Unload a policy.")
    int delete(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "NAME", description = "metadata.name of the policy.")
                    String name,
            @Option(
                            names = {"-n", "--namespace"},
                            paramLabel = "NAMESPACE",
                            defaultValue = "",
                            description = "Namespace of a namespaced policy.")
                    String namespace,
            @Option(
                            names = "--domain",
                            paramLabel = "DOMAIN",
                            defaultValue = "grpc",
                            description = "Domain of the policy (default: ${DEFAULT-VALUE}).")
                    String domain) {
        DeleteTracingPolicyRequest request =
                DeleteTracingPolicyRequest.newBuilder()
                        .setName(name)
                        .setNamespace(namespace)
                        .setDomain(domain)
                        .build();
        try (AgentClient client = server.connect()) {
            DeleteTracingPolicyResponse response =
                    client.call(() ->
                            FineGuidanceSensorsGrpc.newBlockingStub(client.channel())
                                    .withDeadline(server.deadline())
                                    .deleteTracingPolicy(request));
            if (response.isInitialized()) {
                System.out.println("tracing policy \"" + name + "\" deleted");
            }
        } catch (CliException e) {
            throw new CliException("failed to delete tracing policy: " + e.getMessage());
        }
        return 0;
    }

    /** How to print the list. */
    enum ListFormat {
        TEXT,
        WIDE,
        JSON
    }

    @Command(name = "list", description = "List the agent's policies with state and counters.")
    int list(
            @Mixin ServerOptions server,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FORMAT",
                            defaultValue = "text",
                            description =
                                    "text, wide (adds how each hook is attached) or json (default:"
                                            + " ${DEFAULT-VALUE}).")
                    ListFormat format,
            @Option(
                            names = "--domain",
                            paramLabel = "DOMAIN",
                            defaultValue = "",
                            description = "Only policies of this domain.")
                    String domain) {
        ListTracingPoliciesRequest request =
                ListTracingPoliciesRequest.newBuilder().setDomain(domain).build();
        try (AgentClient client = server.connect()) {
            ListTracingPoliciesResponse response =
                    client.call(() ->
                            FineGuidanceSensorsGrpc.newBlockingStub(client.channel())
                                    .withDeadline(server.deadline())
                                    .listTracingPolicies(request));
            switch (format) {
                case JSON -> System.out.println(ProtoJson.print(response));
                case TEXT -> System.out.print(PolicyTable.text(response, false));
                case WIDE -> System.out.print(PolicyTable.text(response, true));
            }
        }
        return 0;
    }

    private static String read(String file) {
        try {
            return file.equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
        } catch (NoSuchFileException e) {
            throw new CliException("no file " + file);
        } catch (IOException e) {
            throw new CliException("cannot read " + file + ": " + e.getMessage());
        }
    }
}
