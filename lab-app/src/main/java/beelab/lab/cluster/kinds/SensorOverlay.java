package beelab.lab.cluster.kinds;

import io.fabric8.kubernetes.api.model.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which overlay of {@code sensor/deploy/overlays} the nodes of a cluster can run. */
final class SensorOverlay {

    /** As in {@code .status.nodeInfo.containerRuntimeVersion}: {@code docker://20.10.24+dfsg1}. */
    private static final Pattern RUNTIME = Pattern.compile("([a-z-]+)://(\\d+)\\.(\\d+).*");

    /** The first version, as major * 1000 + minor, that knows CAP_BPF and CAP_PERFMON by name. */
    private static final Map<String, Integer> KNOWS_CAP_BPF =
            Map.of("docker", 23_000, "containerd", 1_005, "cri-o", 1_020);

    private SensorOverlay() {}

    /**
     * The overlay with the least rights that every node understands: one DaemonSet serves them all.
     *
     * @param nodes the cluster's nodes
     * @param cgroupV1 whether their container engine uses cgroup v1
     */
    static String of(List<Node> nodes, boolean cgroupV1) {
        boolean least =
                nodes.stream()
                        .map(node -> node.getStatus().getNodeInfo().getContainerRuntimeVersion())
                        .allMatch(SensorOverlay::knowsCapBpf);
        if (least) {
            return "least";
        }
        return cgroupV1 ? "sys-admin-cgroup-v1" : "sys-admin";
    }

    /** A runtime that we have not heard of is taken for a new one. */
    private static boolean knowsCapBpf(String runtime) {
        Matcher version = RUNTIME.matcher(runtime);
        return !version.matches()
                || Integer.parseInt(version.group(2)) * 1000 + Integer.parseInt(version.group(3))
                        >= KNOWS_CAP_BPF.getOrDefault(version.group(1), 0);
    }

    /** Whether this machine mounts a hierarchy of cgroup v1, which Docker then prefers. */
    static boolean cgroupV1Here() {
        return Files.isDirectory(Path.of("/sys/fs/cgroup/pids"));
    }
}
