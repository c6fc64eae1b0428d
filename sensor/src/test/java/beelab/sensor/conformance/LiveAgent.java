package beelab.sensor.conformance;

import beelab.sensor.agent.Agent;
import beelab.sensor.agent.AgentException;
import beelab.sensor.cli.AgentFlags;
import beelab.sensor.policy.PolicyControl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The agent as users run it, in this process, and the events that it exports, as JSON. */
final class LiveAgent implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Agent agent;
    private final Path export;
    private final List<JsonNode> events = new ArrayList<>();
    private final ByteArrayOutputStream unfinishedLine = new ByteArrayOutputStream();
    private long position;

    private LiveAgent(Agent agent, Path export) {
        this.agent = agent;
        this.export = export;
    }

    static LiveAgent start(Path folder) throws AgentException {
        Path export = folder.resolve("events.json");
        Agent agent =
                Agent.start(
                        AgentFlags.parse(
                                "--export-filename",
                                export.toString(),
                                "--export-file-max-size-mb",
                                "2000",
                                "--server-address",
                                "unix://" + folder.resolve("bee.sock"),
                                "--runtime-dir",
                                folder.resolve("run").toString(),
                                "--tracing-policy-dir",
                                folder.resolve("none").toString(),
                                "--rb-size-total",
                                "16M",
                                "--event-queue-size",
                                "100000",
                                "--enable-process-cred",
                                "--enable-process-ns"));
        return new LiveAgent(agent, export);
    }

    PolicyControl policies() {
        return agent.policies();
    }

    /** All events so far, those of the whole machine. The list grows; its size is a place in it. */
    List<JsonNode> events() throws IOException {
        if (!Files.exists(export)) {
            return events;
        }
        try (RandomAccessFile file = new RandomAccessFile(export.toFile(), "r")) {
            file.seek(position);
            byte[] fresh = new byte[Math.toIntExact(file.length() - position)];
            file.readFully(fresh);
            position += fresh.length;
            for (byte b : fresh) {
                if (b == '\n') {
                    events.add(JSON.readTree(unfinishedLine.toString(StandardCharsets.UTF_8)));
                    unfinishedLine.reset();
                } else {
                    unfinishedLine.write(b);
                }
            }
        }
        return events;
    }

    /**
     * The losses that were reported so far; those of a busy machine, which need not concern a case.
     */
    List<JsonNode> losses() {
        return events.stream().filter(event -> event.has("rate_limit_info")).toList();
    }

    @Override
    public void close() {
        agent.close();
    }
}
