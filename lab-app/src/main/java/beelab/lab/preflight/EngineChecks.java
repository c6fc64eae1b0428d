package beelab.lab.preflight;

import beelab.lab.cluster.host.DockerEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The container engine, and the kubeconfig of an existing cluster. */
final class EngineChecks {

    private static final String WITHOUT_ENGINE =
            "the sensor on this machine without a cluster; --cluster existing";

    private EngineChecks() {}

    static Finding engineCanStart() throws IOException, InterruptedException {
        Optional<String> version = DockerEngine.version();
        if (version.isPresent()) {
            return DockerEngine.runsPods()
                    ? Finding.note(
                            "engine",
                            "Docker "
                                    + version.get()
                                    + " runs pods already: those of a running lab, or of another"
                                    + " kubelet, beside which the local cluster does not start")
                    : Finding.ok("engine", "Docker " + version.get() + " answers");
        }
        if (DockerEngine.installed()) {
            return Finding.ok(
                    "engine",
                    "Docker is installed and does not run; the lab starts it and ends it again");
        }
        return Files.isExecutable(Path.of("/usr/bin/apt-get"))
                ? Finding.note("engine", "Docker is not installed; the lab installs docker.io")
                : Finding.problem(
                        "engine",
                        "there is no Docker engine, and no apt to install it with",
                        "install Docker, then start again",
                        WITHOUT_ENGINE);
    }

    static Finding engineAnswers() throws IOException, InterruptedException {
        Optional<String> version = DockerEngine.version();
        return version.isPresent()
                ? Finding.ok("engine", "Docker " + version.get() + " answers")
                : Finding.problem(
                        "engine",
                        "no Docker engine answers",
                        "start it (systemctl start docker), or use --cluster local",
                        WITHOUT_ENGINE);
    }

    static Finding kubeconfig() {
        String variable = System.getenv().getOrDefault("KUBECONFIG", "");
        Path file =
                variable.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".kube", "config")
                        : Path.of(variable.split(":")[0]);
        return Files.isReadable(file)
                ? Finding.ok("cluster", "kubeconfig " + file)
                : Finding.problem(
                        "cluster",
                        "there is no kubeconfig at " + file,
                        "set KUBECONFIG to the file of your cluster",
                        "--cluster local on Linux");
    }
}
