package beelab.sensor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.api.HookStatus;
import beelab.sensor.api.ListTracingPoliciesResponse;
import beelab.sensor.api.TracingPolicyActionCounters;
import beelab.sensor.api.TracingPolicyMode;
import beelab.sensor.api.TracingPolicyState;
import beelab.sensor.api.TracingPolicyStats;
import beelab.sensor.api.TracingPolicyStatus;
import beelab.sensor.event.Event;
import beelab.sensor.event.Sample;
import beelab.sensor.export.EventMapper;
import beelab.sensor.export.json.ProtoJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BeeCommandTest {
    @TempDir Path folder;

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final StringWriter messages = new StringWriter();

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    private int bee(String... args) {
        CommandLine bee = BeeCommand.commandLine();
        bee.setErr(new PrintWriter(messages, true));
        bee.setOut(new PrintWriter(messages, true));
        return bee.execute(args);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private Path recorded(List<Event> events) throws IOException {
        EventMapper mapper = new EventMapper("node-1", "", Map.of());
        Path file = folder.resolve("events.json");
        Files.write(file, events.stream().map(e -> ProtoJson.print(mapper.map(e))).toList());
        return file;
    }

    @Test
    void recordedEventsArePrintedAsCompactLines() throws IOException {
        Path file =
                recorded(
                        List.of(
                                Sample.exec(Sample.ln()),
                                Sample.symlink(),
                                Sample.exit(Sample.ln(), "SIGKILL", 0)));
        assertThat(bee("getevents", "-o", "compact", "--color", "never", file.toString())).isZero();
        assertThat(printed())
                .isEqualTo(
                        """
                        🚀 process default/cloudyuga /usr/bin/ln "-s /etc/passwd /tmp/x"
                        ❓ syscall default/cloudyuga /usr/bin/ln __x64_sys_symlinkat
                        💥 exit    default/cloudyuga /usr/bin/ln "-s /etc/passwd /tmp/x" SIGKILL
                        """);
    }

    @Test
    void recordedEventsAreFilteredLikeLiveOnes() throws IOException {
        Path file = recorded(Sample.ofEveryKind());
        assertThat(
                        bee(
                                "getevents",
                                "-e",
                                "PROCESS_KPROBE,process_exit",
                                "--pod",
                                "cloudy",
                                "-n",
                                "default",
                                "-f",
                                "process.binary",
                                file.toString()))
                .isZero();
        assertThat(printed().lines())
                .as("the two types, and the record of losses")
                .hasSize(3)
                .first()
                .asString()
                .contains("\"process_exit\":{\"process\":{\"binary\":\"/usr/bin/ln\"}}");
        out.reset();
        assertThat(bee("getevents", "--host", "-o", "compact", file.toString())).isZero();
        assertThat(printed()).startsWith("⚠️ lost").hasLineCount(1);
    }

    @Test
    void jsonIsPrintedAsItWasRead() throws IOException {
        Path file = recorded(Sample.ofEveryKind());
        assertThat(bee("getevents", file.toString())).isZero();
        assertThat(printed()).isEqualTo(Files.readString(file));
    }

    @Test
    void lineThatIsNoEventIsNamedAndTheOthersArePrinted() throws IOException {
        Path file = recorded(List.of(Sample.symlink()));
        Files.writeString(file, "Defaulted container \"sensor\"\n" + Files.readString(file));
        assertThat(bee("getevents", "-o", "compact", file.toString())).isEqualTo(1);
        assertThat(printed()).contains("symlinkat");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("events.json line 1 is not an event")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "getevents /no/such/file|1|bee: no file /no/such/file",
                "getevents -e PROCESS_NONSENSE x|2|bee: \"PROCESS_NONSENSE\" is not a type of event",
                "getevents --process ( x|2|bee: binary_regex: \"(\" is not a regular expression",
                "getevents -f process.bianry x|2|bee: fields: no event has \"process.bianry\"",
                "getevents -o xml x|2|bee: Invalid value for option '--output': expected one of [json, compact] but",
                "status --server-address localhost:1|1|bee: no agent at localhost:1: start one with",
                "status --server-address nonsense|2|bee: \"nonsense\" is not an address",
                "status --timeout soon|2|bee: Invalid value for option '--timeout'",
                "tracingpolicy add /no/such.yaml|1|bee: no file /no/such.yaml",
                "agent --export-file-perm 9|2|bee: --export-file-perm 9: expected three octal",
                "agent --export-allowlist {\"x\":1}|2|bee: --export-allowlist line 1: not a filter",
                "agent --rb-size-total lots|2|bee: --rb-size-total lots: expected",
                "agent --enable-ancestors all|2|bee: --enable-ancestors all: expected base",
                "nonsense|2|bee: Unmatched argument at index 0: 'nonsense'",
                "tracingpolicy|2|bee: a command is missing"
            })
    void mistakesAreToldInOneLine(String line, int exitCode, String message) {
        assertThat(bee(line.split(" "))).isEqualTo(exitCode);
        assertThat(messages.toString()).startsWith(message).doesNotContain("\tat ");
    }

    @Test
    void everyCommandHasHelp() {
        for (String command :
                List.of("agent", "getevents", "tracingpolicy", "status", "version", "probe")) {
            assertThat(bee("help", command)).as(command).isZero();
        }
        assertThat(messages.toString())
                .contains("--tracing-policy", "--event-types", "-o, --output");
    }

    @Test
    void policiesAreListedInTheColumnsOfTheReference() {
        TracingPolicyStatus loaded =
                TracingPolicyStatus.newBuilder()
                        .setId(2)
                        .setName("trace-bash-readline")
                        .setDomain("static")
                        .setState(TracingPolicyState.TP_STATE_ENABLED)
                        .addSensors("generic_uprobe")
                        .setKernelMemoryBytes(2_400_000)
                        .setMode(TracingPolicyMode.TP_MODE_MONITOR_ONLY)
                        .setStats(
                                TracingPolicyStats.newBuilder()
                                        .setActionCounters(
                                                TracingPolicyActionCounters.newBuilder()
                                                        .setPost(5)
                                                        .setSignal(1)
                                                        .setOverride(2)
                                                        .setMonitorSignal(7)))
                        .addHookStatuses(
                                HookStatus.newBuilder()
                                        .setSection("uprobes")
                                        .setHookDescription("readline: uprobe"))
                        .build();
        TracingPolicyStatus failed =
                TracingPolicyStatus.newBuilder()
                        .setId(3)
                        .setName("read")
                        .setNamespace("shop")
                        .setDomain("k8s")
                        .setState(TracingPolicyState.TP_STATE_LOAD_ERROR)
                        .setMode(TracingPolicyMode.TP_MODE_ENFORCE)
                        .setError("no such function")
                        .build();
        ListTracingPoliciesResponse list =
                ListTracingPoliciesResponse.newBuilder()
                        .addPolicies(loaded)
                        .addPolicies(failed)
                        .build();
        assertThat(PolicyTable.text(list, false))
                .isEqualTo(
                        """
                        ID   NAME                  DOMAIN   STATE        FILTERID   NAMESPACE   SENSORS          KERNELMEMORY   MODE           NPOST   NENFORCE   NMONITOR
                        2    trace-bash-readline   static   enabled      0          (global)    generic_uprobe   2.40 MB        monitor_only   5       3          7
                        3    read                  k8s      load_error   0          shop                         0 B            enforce        0       0          0

                        read: no such function
                        """);
        assertThat(PolicyTable.text(list, true))
                .contains(
                        "POLICY                SECTION   CFGIDX   DESCRIPTION        STATUS\n",
                        "trace-bash-readline   uprobes   0        readline: uprobe   unspecified\n");
    }
}
