package beelab.lab.cluster.image;

import beelab.lab.LabHome;
import beelab.lab.cluster.host.Apt;
import beelab.lab.cluster.host.Command;
import beelab.lab.cluster.host.DockerEngine;
import beelab.lab.cluster.host.Trees;
import beelab.lab.progress.Progress;
import beelab.lab.progress.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** One static program of our own, compiled with the compiler that the BPF programs need as well. */
final class PauseImage {

    private final LabHome home;

    PauseImage(LabHome home) {
        this.home = home;
    }

    void ensure(Progress progress) throws IOException, InterruptedException {
        Path source = home.root().resolve("lab-app/src/main/images/pause/pause.c");
        String content = new ContentHash().addTree(source).hex();
        if (content.equals(DockerEngine.contentOf(LabImages.PAUSE))) {
            return;
        }
        try (Stage stage =
                progress.start("Build image " + LabImages.PAUSE, Duration.ofSeconds(2))) {
            Apt.install(
                    Apt.missing(Map.of("clang", "clang", "/usr/include/stdlib.h", "libc6-dev")));
            Path folder = home.cache().resolve("images/pause");
            Trees.delete(folder);
            Files.createDirectories(folder);
            Path program = folder.resolve("pause");
            Command.of("clang", "-O2", "-static", "-s", "-o", program.toString(), source.toString())
                    .output();
            Path tar = folder.resolve("pause.tar");
            Command.of(
                            "tar",
                            "--create",
                            "--file",
                            tar.toString(),
                            "-C",
                            folder.toString(),
                            "pause")
                    .output();
            Command.of(
                            "docker",
                            "import",
                            "--change=ENTRYPOINT [\"/pause\"]",
                            "--change=LABEL " + DockerEngine.CONTENT_LABEL + "=" + content,
                            tar.toString(),
                            LabImages.PAUSE)
                    .output();
            Trees.delete(folder);
            stage.done();
        }
    }
}
