package beelab.lab.terminal;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a new terminal starts with.
 *
 * @param name short name shown on the tab and used by guide blocks ({@code terminal=NAME})
 * @param directory working directory of the shell; must exist
 * @param environment the complete environment of the shell
 * @param prompt word shown in the prompt before the directory, usually the scenario's id
 * @param columns width in character cells, at least 1
 * @param rows height in character cells, at least 1
 */
public record TerminalSpec(
        String name,
        Path directory,
        Map<String, String> environment,
        String prompt,
        int columns,
        int rows) {

    /** Validates the size and takes a copy of the environment. */
    public TerminalSpec {
        if (columns < 1 || rows < 1) {
            throw new IllegalArgumentException(
                    "a terminal needs at least 1x1 cells, not " + columns + "x" + rows);
        }
        environment = Map.copyOf(environment);
    }

    /**
     * The environment of this process plus what the lab's commands need: {@code binDirectories}
     * first on the PATH, KUBECONFIG, and a terminal type that the window really draws.
     *
     * @param binDirectories folders with {@code bee}, {@code lab} and {@code kubectl}, first wins
     * @param kubeconfig file that kubectl should read; need not exist yet
     */
    public static Map<String, String> environment(
            Map<String, String> inherited, Iterable<Path> binDirectories, Path kubeconfig) {
        Map<String, String> environment = new LinkedHashMap<>(inherited);
        StringBuilder path = new StringBuilder();
        for (Path directory : binDirectories) {
            path.append(directory).append(':');
        }
        path.append(inherited.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
        environment.put("PATH", path.toString());
        environment.put("KUBECONFIG", kubeconfig.toString());
        environment.put("TERM", "xterm-256color");
        environment.put("COLORTERM", "truecolor");
        // Line editing and emoji of `bee getevents` need a UTF-8 locale; C.UTF-8 is always there.
        if (!environment
                .getOrDefault("LC_ALL", environment.getOrDefault("LANG", ""))
                .toUpperCase(java.util.Locale.ROOT)
                .contains("UTF-8")) {
            environment.put("LC_ALL", "C.UTF-8");
        }
        // The lab's own JVM settings are not meant for what the learner starts.
        environment.remove("JAVA_TOOL_OPTIONS");
        environment.remove("JDK_JAVA_OPTIONS");
        return environment;
    }
}
