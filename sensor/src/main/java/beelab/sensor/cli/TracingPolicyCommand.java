package beelab.sensor.cli;

import beelab.sensor.api.AddTracingPolicyRequest;
import beelab.sensor.api.AddTracingPolicyResponse;
import beelab.sensor.api.DeleteTracingPolicyRequest;
import beelab.sensor.api.DeleteTracingPolicyResponse;
import beelab.sensor.api.ListDomainsRequest;
import beelab.sensor.api.ListTracingPoliciesRequest;
import beelab.sensor.api.ListTracingPoliciesResponse;
import beelab.sensor.api.TracingPolicyMode;
import beelab.sensor.export.json.ProtoJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bee tracingpolicy}, short {@code bee tp}. */
@Command(
        name = "tracingpolicy",
        aliases = "tp",
        description = "Load, unload, list and plan policies.",
        subcommands = {PlanCommand.class, GenerateCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bee tracingpolicy add restrict-symlink.yaml",
            "  bee tracingpolicy list -o wide",
            "  bee tracingpolicy delete restrict-symlink"
        })
final class TracingPolicyCommand extends CommandGroup {

    @Command(name = "add", description = "Load a policy from a file into the agent.")
    int add(@Mixin ServerOptions server, @Mixin PolicyFile policy) {
        return load(server, policy, false);
    }

    @Command(
            name = "modify",
            description = "Print a policy's file with another mode; loads nothing.")
    int modify(
            @Parameters(paramLabel = "FILE", description = "A YAML file; - for standard input.")
                    String file,
            @Option(
                            names = {"-m", "--mode"},
                            required = true,
                            paramLabel = "MODE",
                            description = "enforce or monitor.")
                    String mode) {
        System.out.print(PolicyMode.set(read(file), mode));
        return 0;
    }

    @Command(name = "domains", description = "List the domains that policies are in.")
    int domains(@Mixin ServerOptions server) {
        server.ask(agent -> agent.listDomains(ListDomainsRequest.getDefaultInstance()))
                .getDomainsList()
                .forEach(System.out::println);
        return 0;
    }

    @Command(
            name = "replace",
            description =
                    "Load a policy in place of the one of that name, without a gap and without"
                            + " reporting a call twice.")
    int replace(@Mixin ServerOptions server, @Mixin PolicyFile policy) {
        return load(server, policy, true);
    }

    /** What is loaded. */
    static final class PolicyFile {
        @Parameters(paramLabel = "FILE", description = "A YAML file; - for standard input.")
        private String file = "";

        @Option(
                names = "--domain",
                paramLabel = "DOMAIN",
                defaultValue = "grpc",
                description = "Domain of the policy (default: ${DEFAULT-VALUE}).")
        private String domain = "grpc";

        @Option(
                names = {"-m", "--mode"},
                paramLabel = "MODE",
                description = "enforce or monitor, instead of what the file says.")
        private @Nullable String mode;

        private String yaml() {
            return mode == null ? read(file) : PolicyMode.set(read(file), mode);
        }
    }

    private static int load(ServerOptions server, PolicyFile policy, boolean replace) {
        AddTracingPolicyRequest request =
                AddTracingPolicyRequest.newBuilder()
                        .setYaml(policy.yaml())
                        .setDomain(policy.domain)
                        .setReplace(replace)
                        .build();
        String doing = replace ? "replace" : "add";
        try {
            AddTracingPolicyResponse ignored = server.ask(agent -> agent.addTracingPolicy(request));
        } catch (CliException e) {
            throw new CliException("failed to " + doing + " tracing policy: " + e.getMessage());
        }
        System.out.printf(
                "tracing policy \"%s\" %s%n", policy.file, replace ? "replaced" : "added");
        return 0;
    }

    /** Modes that a loaded policy may be set to. */
    enum LoadMode {
        ENFORCE,
        MONITOR
    }

    @Command(name = "enable", description = "Attach a policy that was disabled.")
    int enable(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "NAME", description = "metadata.name of the policy.")
                    String name,
            @Mixin PolicyPlace place) {
        place.configure(server, name, request -> request.setEnable(true));
        System.out.println("tracing policy \"" + name + "\" enabled");
        return 0;
    }

    @Command(
            name = "disable",
            description = "Take a policy out of the kernel; it stays listed with its counters.")
    int disable(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "NAME", description = "metadata.name of the policy.")
                    String name,
            @Mixin PolicyPlace place) {
        place.configure(server, name, request -> request.setEnable(false));
        System.out.println("tracing policy \"" + name + "\" disabled");
        return 0;
    }

    @Command(
            name = "set-mode",
            description =
                    "Let a loaded policy enforce, or only tell what it would enforce; from the next"
                            + " call on.")
    int setMode(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "NAME", description = "metadata.name of the policy.")
                    String name,
            @Parameters(paramLabel = "enforce|monitor", description = "The mode.") LoadMode mode,
            @Mixin PolicyPlace place) {
        place.configure(
                server,
                name,
                request ->
                        request.setMode(
                                mode == LoadMode.ENFORCE
                                        ? TracingPolicyMode.TP_MODE_ENFORCE
                                        : TracingPolicyMode.TP_MODE_MONITOR));
        System.out.println(
                "tracing policy \""
                        + name
                        + "\" set to mode \""
                        + mode.name().toLowerCase(Locale.ROOT)
                        + "\"");
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
        try {
            DeleteTracingPolicyResponse ignored =
                    server.ask(agent -> agent.deleteTracingPolicy(request));
        } catch (CliException e) {
            throw new CliException("failed to delete tracing policy: " + e.getMessage());
        }
        System.out.println("tracing policy \"" + name + "\" deleted");
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
        ListTracingPoliciesResponse response =
                server.ask(agent -> agent.listTracingPolicies(request));
        switch (format) {
            case JSON -> System.out.println(ProtoJson.print(response));
            case TEXT -> System.out.print(PolicyTable.text(response, false));
            case WIDE -> System.out.print(PolicyTable.text(response, true));
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
