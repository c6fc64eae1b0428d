package beelab.lab.lesson;

import beelab.lab.LabHome;
import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a terminal of the lab adds to its environment. */
final class TerminalEnvironment {

    private TerminalEnvironment() {}

    static Map<String, String> of(LabHome home, String scenario, @Nullable Path kubeconfig) {
        Map<String, String> environment = new LinkedHashMap<>();
        String path = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        // The repository's root holds the launchers lab and bee.
        environment.put("PATH", home.root() + File.pathSeparator + path);
        environment.put("LAB_ROOT", home.root().toString());
        environment.put("BEELAB_HOME", home.state().toString());
        environment.put("BEELAB_SCENARIO", scenario);
        environment.put("TERM", "xterm-256color");
        if (kubeconfig != null) {
            environment.put("KUBECONFIG", kubeconfig.toString());
        }
        return environment;
    }
}
