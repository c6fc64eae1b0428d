package beelab.lab.lesson;

import beelab.lab.progress.Progress;
import beelab.lab.progress.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a run creates in the cluster, and an earlier one may have left there. */
final class Leftovers {

    private static final Duration USUAL = Duration.ofSeconds(2);
    private static final int SECONDS = 90;

    private final Path work;
    private final Map<String, String> environment;

    Leftovers(Path work, Map<String, String> environment) {
        this.work = work;
        this.environment = environment;
    }

    /**
     * Deletes every object of the scenario's policies and manifests, and waits until it is gone.
     */
    void remove(Progress progress) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("kubectl", "delete", "--ignore-not-found", "--wait=true"));
        for (String folder : List.of("policies", "manifests")) {
            if (Files.isDirectory(work.resolve(folder))) {
                command.add("-f");
                command.add(folder);
            }
        }
        try (Stage stage = progress.start("Remove what an earlier run left", USUAL)) {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Path log = Files.createTempFile("lab-kubectl", ".log");
            try {
                Process process = builder.redirectOutput(log.toFile()).start();
                process.getOutputStream().close();
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    stage.failed("kubectl delete did not end within " + SECONDS + " s");
                } else if (process.exitValue() != 0) {
                    // Without CRDs there are no policies to delete; anything else shows up later.
                    stage.failed(Files.readString(log, StandardCharsets.UTF_8).strip());
                } else {
                    stage.done();
                }
            } finally {
                Files.deleteIfExists(log);
            }
        }
    }
}
