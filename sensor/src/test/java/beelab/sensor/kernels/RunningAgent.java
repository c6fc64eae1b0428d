package beelab.sensor.kernels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code bee agent} as a process of its own, with one policy, writing its events to a file. */
final class RunningAgent implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration EVENT = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path events;
    private final Path log;

    private RunningAgent(Process process, Path events, Path log) {
        this.process = process;
        this.events = events;
        this.log = log;
    }

    /** Starts the agent and returns once the policy works. */
    static RunningAgent start(Path folder, Path policy) throws Exception {
        Path socket = folder.resolve("bee.sock");
        Path events = folder.resolve("events.json");
        Path log = folder.resolve("agent.log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "beelab.sensor.cli.BeeMain",
                        "agent",
                        "--tracing-policy",
                        policy.toString(),
                        "--export-filename",
                        events.toString(),
                        "--server-address",
                        "unix://" + socket,
                        "--enable-k8s-api=false"));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        RunningAgent agent = new RunningAgent(process, events, log);
        long limit = System.nanoTime() + START.toNanos();
        while (!agent.log().contains("ready:")) {
            if (!process.isAlive() || System.nanoTime() > limit) {
                agent.close();
                throw new AssertionError("the agent did not start:\n" + agent.log());
            }
            Thread.sleep(100);
        }
        return agent;
    }

    /** What it said so far. */
    String log() throws IOException {
        return Files.readString(log);
    }

    /** Waits for the event that satisfies the condition. */
    JsonNode await(Predicate<JsonNode> condition) throws Exception {
        long limit = System.nanoTime() + EVENT.toNanos();
        while (true) {
            for (JsonNode event : events()) {
                if (condition.test(event)) {
                    return event;
                }
            }
            if (System.nanoTime() > limit) {
                throw new AssertionError(
                        "no such event; the agent said:\n%s\nand reported:\n%s"
                                .formatted(log(), Files.readString(events)));
            }
            Thread.sleep(100);
        }
    }

    private List<JsonNode> events() throws IOException {
        List<JsonNode> found = new ArrayList<>();
        if (Files.exists(events)) {
            String text = Files.readString(events);
            // The last line may be half written.
            text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .forEach(line -> found.add(JSON.readTree(line)));
        }
        return found;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
