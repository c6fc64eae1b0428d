package beelab.lab;

import java.nio.file.Path;
import java.util.Map;

/**
 * The two places the lab knows: where it keeps its state and where the repository is.
 *
 * @param state folder of everything the lab writes: {@code BEELAB_HOME}, by default ~/.beelab
 * @param root repository root with scenarios/ and guides/: {@code LAB_ROOT}, set by ./lab, by
 *     default the working directory
 */
public record LabHome(Path state, Path root) {

    /** Normalizes both paths to absolute ones. */
    public LabHome {
        state = state.toAbsolutePath().normalize();
        root = root.toAbsolutePath().normalize();
    }

    /** Reads {@code BEELAB_HOME} and {@code LAB_ROOT} from the environment of this process. */
    public static LabHome fromEnvironment() {
        return from(System.getenv());
    }

    static LabHome from(Map<String, String> environment) {
        String home = environment.getOrDefault("BEELAB_HOME", "");
        String root = environment.getOrDefault("LAB_ROOT", "");
        return new LabHome(
                home.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".beelab")
                        : Path.of(home),
                root.isBlank() ? Path.of("") : Path.of(root));
    }

    /** What can be made again: Kubernetes binaries keyed by version and hash, images. */
    public Path cache() {
        return state.resolve("cache");
    }

    /** What belongs to the running cluster: pids, keys, the journal of what must be undone. */
    public Path run() {
        return state.resolve("run");
    }

    /** The learner's own copies of scenario folders, one folder per scenario. */
    public Path work() {
        return state.resolve("work");
    }

    /** Logs of the lab and of the cluster's parts. */
    public Path logs() {
        return state.resolve("logs");
    }
}
