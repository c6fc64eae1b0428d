package beelab.lab.cluster.image;

import beelab.lab.LabHome;
import beelab.lab.cluster.host.Apt;
import beelab.lab.cluster.host.Command;
import beelab.lab.cluster.host.DockerEngine;
import beelab.lab.progress.Progress;
import beelab.lab.progress.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The base of our Dockerfiles, {@value #REFERENCE}: pulled when a registry answers, otherwise made
 * once from Debian's packages and imported under that name, so that Dockerfiles stay as everybody
 * writes them.
 */
final class DebianBase {

    static final String REFERENCE = "debian:bookworm-slim";

    private final LabHome home;

    DebianBase(LabHome home) {
        this.home = home;
    }

    void ensure(Progress progress) throws IOException, InterruptedException {
        if (DockerEngine.hasImage(REFERENCE)) {
            return;
        }
        try (Stage stage = progress.start("Get image " + REFERENCE, Duration.ofSeconds(25))) {
            stage.detail("asking the registry");
            Command.Result pulled =
                    Command.of("docker", "pull", "--quiet", REFERENCE)
                            .withTimeout(Duration.ofSeconds(30))
                            .run();
            if (!pulled.ok()) {
                stage.detail("no registry: making it from Debian's packages");
                bootstrap();
            }
            stage.done();
        }
    }

    private void bootstrap() throws IOException, InterruptedException {
        Apt.install(Apt.missing(Map.of("mmdebstrap", "mmdebstrap")));
        Path folder = Files.createDirectories(home.cache().resolve("images"));
        Path tar = folder.resolve("debian-base.tar");
        Command.of(
                        "mmdebstrap",
                        "--variant=minbase",
                        // What the slim images leave out as well.
                        "--dpkgopt=path-exclude=/usr/share/man/*",
                        "--dpkgopt=path-exclude=/usr/share/doc/*",
                        "--dpkgopt=path-include=/usr/share/doc/*/copyright",
                        "--aptopt=Apt::Install-Recommends \"false\"",
                        "bookworm",
                        tar.toString(),
                        mirror())
                .withTimeout(Duration.ofMinutes(15))
                .output();
        try {
            Command.of("docker", "import", "--change=CMD [\"bash\"]", tar.toString(), REFERENCE)
                    .withTimeout(Duration.ofMinutes(5))
                    .output();
        } finally {
            Files.deleteIfExists(tar);
        }
    }

    /** The Debian mirror that this machine's apt uses. */
    private static String mirror() throws IOException, InterruptedException {
        String format = "$(REPO_URI)\t$(CODENAME)\t$(COMPONENT)";
        return Command.of("apt-get", "indextargets", "--format", format, "Created-By: Packages")
                .output()
                .lines()
                .filter(line -> line.endsWith("\tbookworm\tmain"))
                .map(line -> line.split("\t")[0])
                .findFirst()
                .orElse("http://deb.debian.org/debian");
    }
}
