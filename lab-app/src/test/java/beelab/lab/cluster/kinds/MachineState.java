package beelab.lab.cluster.kinds;

import beelab.lab.cluster.host.PacketFilter;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a local cluster could leave behind on this machine. Only what a cluster touches is looked
 * at: other programs may change the rest while a test runs.
 *
 * @param rules packet filter rules of Kubernetes, Docker and the lab, both families
 * @param mounts mount points below the lab's home and the engine's folders, and tracefs
 * @param links the bridge and the pods' links
 * @param settings kernel settings
 * @param entries what is in the folders of pods' logs
 * @param processes command lines of the cluster's programs
 */
record MachineState(
        List<String> rules,
        List<String> mounts,
        List<String> links,
        Map<String, String> settings,
        List<String> entries,
        List<String> processes) {

    private static final List<String> SETTINGS =
            List.of(
                    "net/ipv4/ip_forward",
                    "net/ipv4/conf/all/route_localnet",
                    "vm/overcommit_memory",
                    "kernel/panic",
                    "kernel/panic_on_oops");

    static MachineState now(Path home) throws IOException, InterruptedException {
        List<String> rules = new ArrayList<>();
        for (String family : List.of("iptables", "ip6tables")) {
            PacketFilter.save(family).stream()
                    .filter(l -> l.matches(".*(KUBE-|BEELAB-|DOCKER|docker0).*|:FORWARD DROP.*"))
                    .forEach(rules::add);
        }
        return new MachineState(
                rules,
                readMounts(home),
                names(Path.of("/sys/class/net")).filter(n -> n.matches("docker0|veth.*")).toList(),
                readSettings(),
                Stream.concat(
                                names(Path.of("/var/log/pods")),
                                names(Path.of("/var/log/containers")))
                        .toList(),
                readProcesses());
    }

    private static List<String> readMounts(Path home) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" ")[1])
                .filter(point ->
                        point.startsWith(home.toString())
                                || point.matches("/(var/lib|run|var/run)/docker.*")
                                || point.equals("/sys/kernel/tracing"))
                .sorted()
                .toList();
    }

    private static Map<String, String> readSettings() throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (String key : SETTINGS) {
            try (InputStream in = new FileInputStream("/proc/sys/" + key)) {
                byte[] buffer = new byte[64]; // one read only: see Sysctls
                values.put(key, new String(buffer, 0, in.read(buffer)).strip());
            }
        }
        return values;
    }

    private static Stream<String> names(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(e -> e.getFileName().toString()).sorted().toList().stream();
        }
    }

    private static List<String> readProcesses() {
        return ProcessHandle.allProcesses()
                .flatMap(p -> p.info().command().stream())
                .filter(c ->
                        c.matches(".*/(kube-[a-z-]+|kubelet|etcd|dnsmasq|dockerd|containerd.*)"))
                .sorted()
                .toList();
    }
}
