package beelab.lab.cluster.host;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One thing the lab does to this machine, with what is needed to undo it. Changes are written to
 * the {@link Journal} before they are made and undone in reverse order, like a stack.
 *
 * <p>In the journal a change is one line: its name and its fields, separated by tabs.
 */
public sealed interface Change {

    /**
     * A process is about to be started; it and its children carry {@code BEELAB_PROCESS=marker} in
     * their environment, so that they are found even when the lab dies before it knows the pid.
     *
     * @param marker unique value of the variable
     * @param graceMillis how long it may take to end after SIGTERM before SIGKILL; 0 for SIGKILL at
     *     once
     */
    record ProcessStarting(String marker, long graceMillis) implements Change {}

    /** The process with this marker has this pid and start time (clock ticks since boot). */
    record ProcessStarted(String marker, long pid, long startTicks) implements Change {}

    /** A kernel setting may change; {@code value} is the one to restore. */
    record Sysctl(String key, String value) implements Change {}

    /** A network link that did not exist will appear. */
    record LinkCreated(String name) implements Change {}

    /**
     * Chains whose names begin with the prefix will appear in iptables and ip6tables, with jumps to
     * them from other chains.
     */
    record ChainsCreated(String prefix) implements Change {}

    /** Rules that mention this network device will appear in iptables and ip6tables. */
    record DeviceRulesCreated(String device) implements Change {}

    /** The policy of the chain FORWARD may change; {@code policy} is the one to restore. */
    record ForwardPolicy(String command, String policy) implements Change {}

    /** File systems will be mounted below this folder. */
    record MountsBelow(String folder) implements Change {}

    /** A file system will be mounted exactly here. */
    record MountedAt(String folder) implements Change {}

    /** A file or folder will appear, with everything in it. */
    record TreeCreated(String path) implements Change {}

    /** Entries will appear in a folder that others use too; {@code kept} were there before. */
    record EntriesCreated(String folder, List<String> kept) implements Change {}

    /** Containers of pods will appear in the Docker engine. */
    record PodContainersCreated(String label) implements Change {}

    /** The journal line of this change, without line end. */
    default String line() {
        List<String> fields =
                switch (this) {
                    case ProcessStarting c -> List.of("starting", c.marker, "" + c.graceMillis);
                    case ProcessStarted c ->
                            List.of("started", c.marker, "" + c.pid, "" + c.startTicks);
                    case Sysctl c -> List.of("sysctl", c.key, c.value);
                    case LinkCreated c -> List.of("link", c.name);
                    case ChainsCreated c -> List.of("chains", c.prefix);
                    case DeviceRulesCreated c -> List.of("device-rules", c.device);
                    case ForwardPolicy c -> List.of("forward-policy", c.command, c.policy);
                    case MountsBelow c -> List.of("mounts-below", c.folder);
                    case MountedAt c -> List.of("mounted-at", c.folder);
                    case TreeCreated c -> List.of("tree", c.path);
                    case EntriesCreated c -> List.of("entries", c.folder, String.join("/", c.kept));
                    case PodContainersCreated c -> List.of("pod-containers", c.label);
                };
        for (String field : fields) {
            if (field.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("control character in journal field: " + field);
            }
        }
        return String.join("\t", fields);
    }

    /** Reads a journal line; empty when it is not one of ours, such as a line cut by a crash. */
    static Optional<Change> parse(String line) {
        String[] f = line.split("\t", -1);
        return Optional.ofNullable(
                switch (f[0] + "/" + f.length) {
                    case "starting/3" -> new ProcessStarting(f[1], Long.parseLong(f[2]));
                    case "started/4" ->
                            new ProcessStarted(f[1], Long.parseLong(f[2]), Long.parseLong(f[3]));
                    case "sysctl/3" -> new Sysctl(f[1], f[2]);
                    case "link/2" -> new LinkCreated(f[1]);
                    case "chains/2" -> new ChainsCreated(f[1]);
                    case "device-rules/2" -> new DeviceRulesCreated(f[1]);
                    case "forward-policy/3" -> new ForwardPolicy(f[1], f[2]);
                    case "mounts-below/2" -> new MountsBelow(f[1]);
                    case "mounted-at/2" -> new MountedAt(f[1]);
                    case "tree/2" -> new TreeCreated(f[1]);
                    case "entries/3" ->
                            new EntriesCreated(
                                    f[1],
                                    Arrays.stream(f[2].split("/"))
                                            .filter(s -> !s.isEmpty())
                                            .toList());
                    case "pod-containers/2" -> new PodContainersCreated(f[1]);
                    default -> null;
                });
    }
}
