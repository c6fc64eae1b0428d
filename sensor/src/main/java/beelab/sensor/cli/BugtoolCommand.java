package beelab.sensor.cli;

import beelab.sensor.agent.AgentVersion;
import beelab.sensor.agent.InfoFile;
import beelab.sensor.api.GetInfoRequest;
import beelab.sensor.api.ListTracingPoliciesRequest;
import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.LoadedObjects;
import beelab.sensor.export.json.ProtoJson;
import beelab.sensor.probe.KernelProbe;
import beelab.sensor.probe.ProbeReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bee bugtool}: everything that helps to understand an agent that misbehaves, in one file.
 */
@Command(
        name = "bugtool",
        description = {
            "Collect what helps to understand an agent that misbehaves, in one archive.",
            "What cannot be read is named in it with the reason. Look through it before you send"
                    + " it: it tells policies, processes and settings of this machine."
        },
        footerHeading = "%nExamples:%n",
        footer = "  sudo bee bugtool --out beelab-bugtool.tar.gz")
final class BugtoolCommand implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            defaultValue = "beelab-bugtool.tar.gz",
            description = "The archive (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("beelab-bugtool.tar.gz");

    @Option(names = "--bpftool", hidden = true)
    private @Nullable String bpftool;

    @Option(names = "--gops", hidden = true)
    private @Nullable String gops;

    private interface Source {
        String read() throws IOException, BpfException;
    }

    @Override
    public Integer call() throws IOException {
        Map<String, Source> sources = new LinkedHashMap<>();
        sources.put("version.txt", () -> AgentVersion.get() + "\nJava " + Runtime.version() + "\n");
        sources.put("probe.txt", () -> new ProbeReport(KernelProbe.probe()).text());
        sources.put("kernel-config.txt", () -> KernelConfig.read().text());
        sources.put("agent-file.json", () -> Files.readString(Path.of(InfoFile.DEFAULT_PATH)));
        sources.put(
                "agent-info.json",
                () ->
                        InfoCommand.json(
                                        server.ask(agent ->
                                                agent.getInfo(GetInfoRequest.getDefaultInstance())))
                                + "\n");
        sources.put(
                "policies.json",
                () ->
                        ProtoJson.print(
                                        server.ask(agent ->
                                                agent.listTracingPolicies(
                                                        ListTracingPoliciesRequest
                                                                .getDefaultInstance())))
                                + "\n");
        sources.put("programs.txt", () -> lines(LoadedObjects.programs()));
        sources.put("maps.txt", () -> lines(LoadedObjects.maps()));
        for (String file :
                List.of(
                        "/proc/version",
                        "/proc/cmdline",
                        "/proc/mounts",
                        "/proc/meminfo",
                        "/proc/self/cgroup",
                        "/proc/sys/kernel/bpf_stats_enabled",
                        "/etc/os-release")) {
            sources.put("files" + file, () -> Files.readString(Path.of(file)));
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        StringBuilder problems = new StringBuilder();
        sources.forEach((name, source) -> {
            try {
                files.put(name, source.read().getBytes(StandardCharsets.UTF_8));
            } catch (IOException | BpfException | RuntimeException e) {
                problems.append(name).append(": ").append(e.getMessage()).append('\n');
            }
        });
        files.put("not-collected.txt", problems.toString().getBytes(StandardCharsets.UTF_8));
        Files.deleteIfExists(out);
        Files.createFile(
                out,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        TarGz.write(out, "beelab-bugtool", files, Clock.systemUTC().instant());
        System.out.println(out + ": " + files.size() + " files");
        if (!problems.isEmpty()) {
            System.out.print("not collected:\n" + problems.toString().indent(2));
        }
        return 0;
    }

    private static String lines(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining("\n", "", "\n"));
    }
}
