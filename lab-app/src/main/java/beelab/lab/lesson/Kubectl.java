package beelab.lab.lesson;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The learner's kubectl, run on files of a scenario.
 *
 * @param work the folder with the files
 * @param environment what is added to this process's environment, {@code KUBECONFIG} above all
 */
record Kubectl(Path work, Map<String, String> environment) {

    /**
     * Runs it with these files; returns what went wrong, empty when nothing did.
     *
     * @param verb arguments before the files: {@code delete --ignore-not-found}
     */
    String run(List<String> verb, List<Path> files, Duration limit)
            throws IOException, InterruptedException {
        if (files.isEmpty()) {
            return "";
        }
        List<String> command = new ArrayList<>(List.of(program()));
        command.addAll(verb);
        files.forEach(file -> command.addAll(List.of("-f", file.toString())));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Path log = Files.createTempFile("lab-kubectl", ".log");
        try {
            Process process = builder.redirectOutput(log.toFile()).start();
            process.getOutputStream().close();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return "kubectl did not end within %.0f s".formatted(limit.toMillis() / 1000.0);
            }
            return process.exitValue() == 0
                    ? ""
                    : Files.readString(log, StandardCharsets.UTF_8).strip();
        } finally {
            Files.deleteIfExists(log);
        }
    }

    /** The one that the learner's terminals find; Java itself looks only at its own PATH. */
    private String program() {
        String path = environment.getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElse("kubectl");
    }
}
