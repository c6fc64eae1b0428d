package beelab.lab.preflight;

import beelab.lab.LabHome;
import beelab.lab.cluster.host.Command;
import beelab.lab.cluster.host.MachineLock;
import beelab.lab.cluster.local.LocalKubernetes;
import beelab.lab.cluster.local.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Ports that the cluster needs, and the way to the Debian mirror. */
final class NetworkChecks {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private NetworkChecks() {}

    static Finding ports(LabHome home) throws IOException {
        Optional<MachineLock.Holder> holder =
                MachineLock.holder().filter(MachineLock.Holder::alive);
        if (holder.isPresent()) {
            return Finding.note(
                    "ports",
                    "a local cluster runs here already (process %d); 'lab down' stops it"
                            .formatted(holder.get().pid()));
        }
        List<String> taken = Ports.taken();
        return taken.isEmpty()
                ? Finding.ok("ports", "all free, 30001 for the guides' application too")
                : Finding.problem(
                        "ports",
                        "somebody else listens on " + String.join(", ", taken),
                        "see who it is with 'ss -ltnp' and stop it",
                        "--cluster existing");
    }

    /** The mirror is needed for the first start only. */
    static Finding mirror(LabHome home) throws IOException, InterruptedException {
        boolean built = LocalKubernetes.isBuilt(home);
        Optional<URI> mirror = configuredMirror();
        if (mirror.isEmpty()) {
            return built
                    ? Finding.note("network", "apt has no Debian 12 mirror; not needed any more")
                    : Finding.problem(
                            "network",
                            "apt has no mirror of Debian 12 (bookworm), from whose source"
                                    + " Kubernetes is built",
                            "run the lab on Debian 12, or use another kind of cluster",
                            "--cluster k3s where its image is to be had; --cluster existing");
        }
        String failure = reach(mirror.get());
        if (failure.isEmpty()) {
            return Finding.ok("network", mirror.get().getHost() + " answers");
        }
        String text = mirror.get().getHost() + " does not answer: " + failure;
        return built
                ? Finding.note("network", text + "; Kubernetes is built already and starts without")
                : Finding.problem(
                        "network",
                        text,
                        "connect this machine, or copy a colleague's "
                                + home.cache().resolve("kubernetes"),
                        "reading the guides");
    }

    private static Optional<URI> configuredMirror() throws IOException, InterruptedException {
        Command.Result targets =
                Command.of(
                                "apt-get",
                                "indextargets",
                                "--format",
                                "$(REPO_URI)\t$(CODENAME)\t$(COMPONENT)",
                                "Created-By: Packages")
                        .run();
        return targets.output()
                .lines()
                .filter(line -> line.endsWith("\tbookworm\tmain"))
                .map(line -> URI.create(line.split("\t")[0]))
                .findFirst();
    }

    /**
     * Why a mirror cannot be reached; empty when it can. apt's own helper is asked, which knows the
     * proxies that apt is configured for.
     */
    private static String reach(URI mirror) throws IOException, InterruptedException {
        Path target = Files.createTempFile("beelab-release", "");
        try {
            Command.Result fetched =
                    Command.of(
                                    "/usr/lib/apt/apt-helper",
                                    "-o",
                                    "Acquire::http::Timeout=" + LIMIT.toSeconds(),
                                    "-o",
                                    "Acquire::https::Timeout=" + LIMIT.toSeconds(),
                                    "download-file",
                                    mirror.resolve("dists/bookworm/Release").toString(),
                                    target.toString())
                            .withTimeout(LIMIT.multipliedBy(2))
                            .run();
            return fetched.ok() ? "" : fetched.tail().lines().reduce("", (a, b) -> b);
        } finally {
            Files.deleteIfExists(target);
        }
    }
}
