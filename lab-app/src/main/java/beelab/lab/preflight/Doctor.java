package beelab.lab.preflight;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterKind;
import beelab.lab.cluster.host.Command;
import beelab.lab.cluster.host.Journal;
import beelab.lab.cluster.host.MachineLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What somebody who helps must know of a machine: versions, what keeps a cluster from starting,
 * what the kernel can do, what an earlier lab left, and how the newest logs end. Looks only,
 * changes nothing, and needs neither rights nor a cluster; what it may not see it says.
 */
public final class Doctor {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Duration PROBE = Duration.ofSeconds(60);

    private Doctor() {}

    /**
     * A report.
     *
     * @param versions what runs here, by name
     * @param findings the machine's and the earlier lab's, in the order to read them
     * @param features what the kernel can do, one line for each feature
     * @param logs how the newest logs end
     */
    public record Report(
            Map<String, String> versions,
            List<Finding> findings,
            List<String> features,
            List<LogEnd> logs) {

        /** Copies the lists. */
        public Report {
            findings = List.copyOf(findings);
            features = List.copyOf(features);
            logs = List.copyOf(logs);
        }

        /** Whether there is nothing to do. */
        public boolean healthy() {
            return Preflight.passed(findings);
        }

        /** For people and for bug reports, ending with a line end. */
        public String text() {
            StringBuilder text = new StringBuilder();
            versions.forEach(
                    (name, version) -> text.append("  %-10s %s%n".formatted(name, version)));
            text.append('\n');
            findings.forEach(finding -> text.append(finding.print()).append('\n'));
            text.append("\nWhat this kernel can do (bee probe):\n");
            features.forEach(line -> text.append("  ").append(line).append('\n'));
            for (LogEnd log : logs) {
                text.append("%n%s, last written %s:%n".formatted(log.file(), log.written()));
                log.lines().forEach(line -> text.append("  | ").append(line).append('\n'));
            }
            return text.toString();
        }

        /**
         * {@code {versions, healthy, findings: [{level, subject, text, todo, stillWorks}],
         * features, logs: [{file, written, lines}]}}, ending with a line end.
         */
        public String json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("versions", versions);
            json.put("healthy", healthy());
            json.put("findings", findings);
            json.put("features", features);
            json.put("logs", logs);
            return MAPPER.writeValueAsString(json) + "\n";
        }
    }

    /** Looks at this machine, and at what the lab has left in its home. */
    public static Report look(ClusterKind kind, LabHome home) throws InterruptedException {
        List<Finding> findings = new ArrayList<>(Preflight.check(kind, home));
        findings.add(leftovers(home));
        return new Report(versions(home), findings, features(home), LogEnd.newest(home.logs()));
    }

    private static Map<String, String> versions(LabHome home) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put(
                "system",
                "%s %s, %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")));
        versions.put("release", release());
        versions.put("java", Runtime.version() + ", " + System.getProperty("java.vendor"));
        versions.put("home", LogEnd.withoutSecrets(home.state().toString()));
        versions.put("lab", LogEnd.withoutSecrets(home.root().toString()));
        return versions;
    }

    private static String release() {
        try {
            return Files.readAllLines(Path.of("/etc/os-release")).stream()
                    .filter(line -> line.startsWith("PRETTY_NAME="))
                    .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException _) {
            return "unknown: there is no /etc/os-release";
        }
    }

    private static Finding leftovers(LabHome home) {
        try {
            Path journal = Journal.fileIn(home.run());
            Optional<MachineLock.Holder> holder =
                    MachineLock.holder().filter(MachineLock.Holder::alive);
            if (holder.isPresent()) {
                return Finding.ok(
                        "leftovers",
                        "none; process %d runs a cluster".formatted(holder.get().pid()));
            }
            int changes = Files.exists(journal) ? Journal.read(journal).size() : 0;
            return changes == 0
                    ? Finding.ok("leftovers", "none")
                    : Finding.problem(
                            "leftovers",
                            "a lab that was killed left %d changes of this machine in place"
                                    .formatted(changes),
                            "./lab down",
                            "the next start of a local cluster undoes them too");
        } catch (IOException e) {
            return Finding.note("leftovers", "cannot be looked at: " + e.getMessage());
        }
    }

    private static List<String> features(LabHome home) throws InterruptedException {
        Path bee = home.root().resolve("bee");
        if (!Files.isExecutable(bee)) {
            return List.of("not known: there is no " + bee + "; set LAB_ROOT to the repository");
        }
        try {
            Command.Result probe =
                    Command.of(bee.toString(), "probe", "-o", "json").withTimeout(PROBE).run();
            int begin = probe.output().indexOf('{'); // the launcher may have said something before
            if (begin < 0) {
                return List.of("not known: bee probe said " + probe.tail());
            }
            return features(JsonMapper.shared().readTree(probe.output().substring(begin)));
        } catch (IOException | JacksonException e) {
            return List.of("not known: bee probe failed: " + e.getMessage());
        }
    }

    private static List<String> features(JsonNode probe) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "the sensor %s run here"
                        .formatted(probe.path("sensor_can_run").asBoolean() ? "can" : "cannot"));
        for (JsonNode feature : probe.path("features")) {
            lines.add(
                    "%s %-22s %s"
                            .formatted(
                                    feature.path("available").asBoolean() ? "✓" : "–",
                                    feature.path("feature").asString(""),
                                    feature.path("detail").asString("")));
        }
        return lines;
    }
}
