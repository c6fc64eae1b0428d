package beelab.sensor.cli;

import beelab.sensor.probe.Tracefs;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bee tracingpolicy generate}: policies to start from, printed as YAML. */
@Command(
        name = "generate",
        description = "Print a policy to start from.",
        synopsisSubcommandLabel = "KIND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bee tracingpolicy generate empty > mine.yaml",
            "  sudo bee tracingpolicy generate ftrace-list -r '^tcp_(connect|close)$'",
            "  sudo bee tracingpolicy generate all-syscalls-list | bee tracingpolicy plan -"
        })
final class GenerateCommand extends CommandGroup {
    private static final String HEAD =
            """
            apiVersion: cilium.io/v1alpha1
            kind: TracingPolicy
            metadata:
              name: %s
            spec:
            """;

    @Command(name = "empty", description = "A policy without hooks.")
    int empty() {
        System.out.print(HEAD.formatted("empty") + "  kprobes: []\n");
        return 0;
    }

    @Command(name = "all-syscalls", description = "A hook for every system call of this machine.")
    int allSyscalls() {
        StringBuilder yaml = new StringBuilder(HEAD.formatted("syscalls")).append("  kprobes:\n");
        for (String call : syscalls()) {
            yaml.append("  - call: \"").append(call).append("\"\n    syscall: true\n");
        }
        System.out.print(yaml);
        return 0;
    }

    @Command(
            name = "all-syscalls-list",
            description = "A list of every system call of this machine, and one hook for all.")
    int allSyscallsList() {
        StringBuilder yaml =
                new StringBuilder(HEAD.formatted("syscalls"))
                        .append("  lists:\n  - name: \"syscalls\"\n    type: \"syscalls\"\n")
                        .append("    values:\n");
        for (String call : syscalls()) {
            yaml.append("    - \"").append(call).append("\"\n");
        }
        System.out.print(
                yaml.append("  kprobes:\n  - call: \"list:syscalls\"\n    syscall: true\n"));
        return 0;
    }

    @Command(
            name = "ftrace-list",
            description = "A list of kernel functions that can be traced and match, and one hook.")
    int ftraceList(
            @Option(
                            names = {"-r", "--regex"},
                            required = true,
                            paramLabel = "REGEX",
                            description = "Functions whose name matches, RE2 syntax.")
                    String regex) {
        List<String> functions = functions(regex);
        StringBuilder yaml =
                new StringBuilder(HEAD.formatted("ftrace"))
                        .append("  lists:\n  - name: \"ftrace\"\n    values:\n");
        functions.forEach(name -> yaml.append("    - \"").append(name).append("\"\n"));
        System.out.print(
                yaml.append("  kprobes:\n  - call: \"list:ftrace\"\n    syscall: false\n"));
        return 0;
    }

    /** From the kernel's own events, so that nothing is named that it does not have. */
    private static List<String> syscalls() {
        Path events = tracefs().resolve("events/syscalls");
        try (Stream<Path> folders = Files.list(events)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.startsWith("sys_enter_"))
                    .map(name -> "sys_" + name.substring("sys_enter_".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CliException("cannot list " + events + ": " + e.getMessage() + " (try root)");
        }
    }

    private static List<String> functions(String regex) {
        Path list = tracefs().resolve("available_filter_functions");
        Pattern pattern;
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new CliException(
                    "--regex: \"" + regex + "\" is not a regular expression: " + e.getDescription(),
                    2);
        }
        List<String> found = new ArrayList<>();
        try (Stream<String> lines = Files.lines(list)) {
            lines.map(line -> line.split("[ \t]", 2)[0])
                    .filter(name -> pattern.matcher(name).find())
                    .distinct()
                    .sorted()
                    .forEach(found::add);
        } catch (IOException e) {
            throw new CliException(
                    "this kernel does not tell which functions can be traced: no " + list);
        }
        if (found.isEmpty()) {
            throw new CliException("no function that can be traced matches \"" + regex + "\"");
        }
        return found;
    }

    private static Path tracefs() {
        return Tracefs.find()
                .map(Tracefs::root)
                .orElseThrow(() -> new CliException("tracefs: " + Tracefs.HOW_TO_MOUNT));
    }
}
