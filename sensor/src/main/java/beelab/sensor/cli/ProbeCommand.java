package beelab.sensor.cli;

import beelab.sensor.probe.KernelProbe;
import beelab.sensor.probe.ProbeReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code bee probe}: what this kernel can do, found by trying it. */
@Command(
        name = "probe",
        description = "Try what this kernel can do, and tell what each missing feature costs.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the sensor can run here", "2:it cannot; the report says why"})
public final class ProbeCommand implements Callable<Integer> {
    /** Forms of the report. */
    enum Output {
        text,
        json
    }

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE})")
    private Output output = Output.text;

    @Spec private CommandSpec spec;

    /** Created by picocli. */
    public ProbeCommand() {
        this.spec = CommandSpec.create();
    }

    /** What the kernel was built with, as far as it tells. */
    @Command(
            name = "config",
            description = "Print the options of the kernel's build that BPF programs depend on.")
    int config() {
        spec.commandLine().getOut().print(KernelConfig.read().text());
        spec.commandLine().getOut().flush();
        return 0;
    }

    @Override
    public Integer call() {
        ProbeReport report = new ProbeReport(KernelProbe.probe());
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case text -> out.print(report.text());
            case json -> {
                ObjectMapper mapper =
                        JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
                out.println(mapper.writeValueAsString(report.tree()));
            }
        }
        out.flush();
        return report.sensorCanRun() ? 0 : 2;
    }
}
