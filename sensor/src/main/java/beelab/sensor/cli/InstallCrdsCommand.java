package beelab.sensor.cli;

import beelab.sensor.kubernetes.CrdInstaller;
import beelab.sensor.kubernetes.PolicyCrds;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bee install-crds}: the custom resource definitions of the policies. */
@Command(
        name = "install-crds",
        description =
                "Install the definitions of TracingPolicy and TracingPolicyNamespaced, update those"
                        + " that BeeLab installed, or check those of a Tetragon that is there.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the cluster serves both definitions",
            "1:it does not; the message says why"
        })
final class InstallCrdsCommand implements Callable<Integer> {
    @Option(names = "--print", description = "Print the definitions instead of installing them.")
    private boolean print;

    @Option(
            names = "--write",
            paramLabel = "DIR",
            description = "Write the definitions into a folder instead of installing them.")
    private @Nullable Path write;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "How long to wait until they are served (default: ${DEFAULT-VALUE}).")
    private Duration wait = Duration.ofMinutes(1);

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (print) {
            out.print(String.join("---\n", PolicyCrds.files().values()));
        } else if (write != null) {
            write(write, out);
        } else {
            install(out);
        }
        out.flush();
        return 0;
    }

    private static void write(Path folder, PrintWriter out) {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> file : PolicyCrds.files().entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.writeString(path, file.getValue());
                out.println(path);
            }
        } catch (IOException e) {
            throw new CliException("cannot write into " + folder + ": " + e.getMessage());
        }
    }

    private void install(PrintWriter out) {
        // Somebody waits for the answer: no need for the client's long retries.
        KubernetesClientBuilder builder =
                new KubernetesClientBuilder()
                        .withConfig(
                                new ConfigBuilder()
                                        .withRequestRetryBackoffLimit(3)
                                        .withConnectionTimeout(5_000)
                                        .build());
        try (KubernetesClient client = builder.build()) {
            new CrdInstaller(client, out::println).install(wait);
        } catch (CrdInstaller.CrdException e) {
            throw new CliException(String.valueOf(e.getMessage()));
        }
    }
}
