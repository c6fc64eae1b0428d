package beelab.lab.lesson;

import beelab.lab.progress.Progress;
import beelab.lab.progress.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a run creates in the cluster, and an earlier one may have left there. */
final class Leftovers {

    private static final Duration USUAL = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Pattern VOLUME = Pattern.compile("(?m)^kind: PersistentVolume$");

    private final Path work;
    private final Kubectl kubectl;

    Leftovers(Path work, Map<String, String> environment) {
        this.work = work;
        this.kubectl = new Kubectl(work, environment);
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
                    kubectl.run(
                            List.of(
                                    "delete",
                                    "--ignore-not-found",
                                    "--wait=true",
                                    // Pods that only sleep do not listen to a polite signal.
                                    "--grace-period=1"),
                            files,
                            LIMIT);
            if (problem.isEmpty() && !volumes.isEmpty()) {
                // One that is kept, or was never there, is deleted or passed over by what follows.
                kubectl.run(List.of("wait", "--for=delete", "--timeout=20s"), volumes, LIMIT);
                problem = kubectl.run(List.of("delete", "--ignore-not-found"), volumes, LIMIT);
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
}
