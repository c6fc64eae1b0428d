package beelab.sensor.cli;

import beelab.sensor.api.EventType;
import beelab.sensor.api.FieldFilterAction;
import beelab.sensor.api.Filter;
import beelab.sensor.api.GetEventsRequest;
import beelab.sensor.export.compact.CompactEncoder;
import beelab.sensor.export.compact.Palette;
import com.google.protobuf.FieldMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bee getevents}. */
@Command(
        name = "getevents",
        description = {
            "Print events: from the agent, from a pipe, or from a file.",
            "",
            "Reads JSON lines from standard input when it is a pipe or a file and no"
                    + " --server-address is given; otherwise asks the agent."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  bee getevents -o compact --pod cloudyuga",
            "  bee getevents -e PROCESS_KPROBE --policy-names observe-symlink",
            "  kubectl logs -n kube-system ds/bee -c export-stdout -f | bee getevents -o compact",
            "  bee getevents -o compact --timestamps /var/log/beelab/beelab.log"
        })
final class GetEventsCommand implements Callable<Integer> {
    /** How to print events. */
    enum Output {
        JSON,
        COMPACT
    }

    /** When to use colours. */
    enum Color {
        AUTO,
        ALWAYS,
        NEVER
    }

    @Mixin private ServerOptions server = new ServerOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "A file of JSON lines; - for standard input.")
    private @Nullable String file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "json",
            description = "json or compact (default: ${DEFAULT-VALUE}).")
    private Output output = Output.JSON;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "auto, always or never (default: ${DEFAULT-VALUE}).")
    private Color color = Color.AUTO;

    @Option(names = "--timestamps", description = "Put the time in front of each compact line.")
    private boolean timestamps;

    @Option(
            names = "--stack-traces",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Print stack traces under compact lines (default: true).")
    private boolean stackTraces = true;

    @Option(
            names = "--ima-hash",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Print file hashes under compact lines (default: true).")
    private boolean imaHash = true;

    @Option(
            names = {"-e", "--event-types"},
            split = ",",
            paramLabel = "TYPE",
            description = "Only these types, such as PROCESS_EXEC,PROCESS_KPROBE.")
    private List<String> eventTypes = new ArrayList<>();

    @Option(
            names = {"-n", "--namespace", "--namespaces"},
            split = ",",
            paramLabel = "NAMESPACE",
            description = "Only pods of these namespaces.")
    private List<String> namespaces = new ArrayList<>();

    @Option(
            names = "--namespace-regex",
            split = ",",
            paramLabel = "REGEX",
            description = "Only pods of namespaces that match.")
    private List<String> namespaceRegex = new ArrayList<>();

    @Option(
            names = {"--pod", "--pods"},
            split = ",",
            paramLabel = "REGEX",
            description = "Only pods whose name matches.")
    private List<String> pods = new ArrayList<>();

    @Option(
            names = {"--container", "--containers"},
            split = ",",
            paramLabel = "REGEX",
            description = "Only containers whose name matches.")
    private List<String> containers = new ArrayList<>();

    @Option(
            names = {"--process", "--processes"},
            split = ",",
            paramLabel = "REGEX",
            description = "Only programs whose path matches.")
    private List<String> processes = new ArrayList<>();

    @Option(
            names = "--policy-names",
            split = ",",
            paramLabel = "NAME",
            description = "Only events of these policies.")
    private List<String> policyNames = new ArrayList<>();

    @Option(names = "--host", description = "Only processes outside pods.")
    private boolean host;

    @Option(
            names = "--cel-expression",
            paramLabel = "EXPRESSION",
            description =
                    "Only events for which one of these expressions holds, such as"
                            + " \"process_exec.process.uid == 0u\"; repeatable.")
    private List<String> celExpressions = new ArrayList<>();

    @Option(
            names = {"-f", "--include-fields"},
            split = ",",
            paramLabel = "PATH",
            description = "Only these fields, such as process.binary,args.")
    private List<String> includeFields = new ArrayList<>();

    @Option(
            names = {"-F", "--exclude-fields"},
            split = ",",
            paramLabel = "PATH",
            description = "All but these fields.")
    private List<String> excludeFields = new ArrayList<>();

    @Option(
            names = {"-t", "--tty-encode"},
            paramLabel = "TTY",
            description = "Print only the bytes that hooks on write saw going to this terminal.")
    private @Nullable String tty;

    @Option(names = "--reconnect", description = "Connect again when the agent goes away.")
    private boolean reconnect;

    @Option(
            names = "--reconnect-wait",
            paramLabel = "DURATION",
            defaultValue = "2s",
            description = "How long to wait before that (default: ${DEFAULT-VALUE}).")
    private Duration reconnectWait = Duration.ofSeconds(2);

    @Override
    public Integer call() throws IOException, InterruptedException {
        EventPrinter printer = new EventPrinter(System.out, encoder(), tty);
        GetEventsRequest request = request();
        String recorded = file != null ? file : standardInputHasEvents() ? "-" : null;
        if (recorded != null) {
            return new RecordedEvents(request, printer).print(recorded);
        }
        return new LiveEvents(server, request, printer).print(reconnect ? reconnectWait : null);
    }

    private @Nullable CompactEncoder encoder() {
        return switch (output) {
            case JSON -> null;
            case COMPACT ->
                    new CompactEncoder(
                            new CompactEncoder.Options(
                                    colored() ? Palette.ANSI : Palette.NONE,
                                    timestamps,
                                    stackTraces,
                                    imaHash));
        };
    }

    private boolean colored() {
        return switch (color) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                    isTerminal("/proc/self/fd/1")
                            && System.getenv("NO_COLOR") == null
                            && !"dumb".equals(System.getenv("TERM"));
        };
    }

    private static boolean isTerminal(String descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of(descriptor)).toString();
            return target.startsWith("/dev/pts/")
                    || target.startsWith("/dev/tty")
                    || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }

    private boolean standardInputHasEvents() {
        if (server.named()) {
            return false;
        }
        try {
            Path input = Path.of("/proc/self/fd/0");
            return Files.readSymbolicLink(input).toString().startsWith("pipe:")
                    || Files.isRegularFile(input.toRealPath(LinkOption.NOFOLLOW_LINKS))
                    || Files.isRegularFile(input);
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }

    /** What the flags ask for in the words of the contract. */
    GetEventsRequest request() {
        Filter.Builder filter = Filter.newBuilder();
        for (String type : eventTypes) {
            filter.addEventSet(eventType(type));
        }
        filter.addAllNamespace(namespaces);
        if (host) {
            filter.addNamespace("");
        }
        filter.addAllNamespaceRegex(namespaceRegex)
                .addAllPodRegex(pods)
                .addAllContainerNameRegex(containers)
                .addAllBinaryRegex(processes)
                .addAllPolicyNames(policyNames)
                .addAllCelExpression(celExpressions);
        GetEventsRequest.Builder request = GetEventsRequest.newBuilder();
        if (!filter.build().equals(Filter.getDefaultInstance())) {
            request.addAllowList(filter);
        }
        addFields(request, includeFields, FieldFilterAction.INCLUDE);
        addFields(request, excludeFields, FieldFilterAction.EXCLUDE);
        return request.build();
    }

    private static void addFields(
            GetEventsRequest.Builder request, List<String> paths, FieldFilterAction action) {
        if (!paths.isEmpty()) {
            request.addFieldFilters(
                    beelab.sensor.api.FieldFilter.newBuilder()
                            .setFields(FieldMask.newBuilder().addAllPaths(paths))
                            .setAction(action));
        }
    }

    private static EventType eventType(String name) {
        try {
            EventType type = EventType.valueOf(name.strip().toUpperCase(Locale.ROOT));
            if (type != EventType.UNDEF && type != EventType.UNRECOGNIZED) {
                return type;
            }
        } catch (IllegalArgumentException _) {
            // Answered below, as the two names that are no types of events.
        }
        throw new CliException(
                "\""
                        + name
                        + "\" is not a type of event; expected PROCESS_EXEC, PROCESS_EXIT,"
                        + " PROCESS_KPROBE, PROCESS_TRACEPOINT, PROCESS_LSM, PROCESS_UPROBE,"
                        + " PROCESS_USDT, PROCESS_LOADER, PROCESS_THROTTLE or RATE_LIMIT_INFO",
                2);
    }
}
