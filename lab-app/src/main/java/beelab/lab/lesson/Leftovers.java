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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a run creates in the cluster, and an earlier one may have left there. */
final class Leftovers {

    private static final Duration USUAL = Duration.ofSeconds(2);
    private static final int SECONDS = 90;
    private static final Pattern VOLUME = Pattern.compile("(?m)^kind: PersistentVolume$");

    private final Path work;
    private final Map<String, String> environment;

    Leftovers(Path work, Map<String, String> environment) {
        this.work = work;
        this.environment = environment;
    }

    /**
     * Deletes every object of the scenario's policies and manifests, and waits until it is gone.
     * Volumes come last: only one whose claim was deleted before takes its data along, when its
     * reclaim policy says so.
     */
    void remove(Progress progress) throws IOException, InterruptedException {
        List<Path> files = files();
        List<Path> volumes = new ArrayList<>();
        for (Path file : files) {
            if (VOLUME.matcher(Files.readString(file)).find()) {
                volumes.add(file);
            }
        }
        files.removeAll(volumes);
        try (Stage stage = progress.start("Remove what an earlier run left", USUAL)) {
            String problem =
                    kubectl(
                            List.of(
                                    "delete",
                                    "--ignore-not-found",
                                    "--wait=true",
                                    // Pods that only sleep do not listen to a polite signal.
                                    "--grace-period=1"),
                            files);
            if (problem.isEmpty() && !volumes.isEmpty()) {
                // One that is kept, or was never there, is deleted or passed over by what follows.
                kubectl(List.of("wait", "--for=delete", "--timeout=20s"), volumes);
                problem = kubectl(List.of("delete", "--ignore-not-found"), volumes);
            }
            if (problem.isEmpty()) {
                stage.done();
            } else {
                // Without CRDs there are no policies to delete; anything else shows up later.
                stage.failed(problem);
            }
        }
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("policies", "manifests")) {
            if (Files.isDirectory(work.resolve(folder))) {
                try (Stream<Path> entries = Files.list(work.resolve(folder))) {
                    entries.filter(f -> f.toString().endsWith(".yaml"))
                            .sorted()
                            .forEach(files::add);
                }
            }
        }
        return files;
    }

    /** Runs kubectl with these files; returns what went wrong, empty when nothing did. */
    private String kubectl(List<String> verb, List<Path> files)
            throws IOException, InterruptedException {
        if (files.isEmpty()) {
            return "";
        }
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(verb);
        files.forEach(file -> command.addAll(List.of("-f", file.toString())));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Path log = Files.createTempFile("lab-kubectl", ".log");
        try {
            Process process = builder.redirectOutput(log.toFile()).start();
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "kubectl did not end within " + SECONDS + " s";
            }
            return process.exitValue() == 0
                    ? ""
                    : Files.readString(log, StandardCharsets.UTF_8).strip();
        } finally {
            Files.deleteIfExists(log);
        }
    }
}
