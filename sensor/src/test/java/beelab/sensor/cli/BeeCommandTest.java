package beelab.sensor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.api.HookStatus;
import beelab.sensor.api.ListTracingPoliciesResponse;
import beelab.sensor.api.TracingPolicyActionCounters;
import beelab.sensor.api.TracingPolicyMode;
import beelab.sensor.api.TracingPolicyState;
import beelab.sensor.api.TracingPolicyStats;
import beelab.sensor.api.TracingPolicyStatus;
import beelab.sensor.event.Argument;
import beelab.sensor.event.Event;
import beelab.sensor.event.Sample;
import beelab.sensor.export.EventMapper;
import beelab.sensor.export.json.ProtoJson;
import beelab.sensor.policy.PolicyReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
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
                "getevents -o xml x|2|bee: Invalid value for option '--output': expected json or compact, not 'xml'",
                "tracingpolicy list -o xml|2|bee: Invalid value for option '--output': expected text, wide or json, not 'xml'",
                "probe -o xml|2|bee: Invalid value for option '--output': expected text or json, not 'xml'",
                "status --server-address localhost:1 --retries 0 --tls-cert-file x|2|bee: --tls-cert-file and --tls-key-file",
                "status --server-address localhost:1 --retries 0 --tls-ca-cert-files /no|2|bee: TLS: cannot read /no",
                "loglevel set loud|2|bee: \"loud\" is no level; expected error",
                "eventlog set|2|bee: nothing to set: use --max-size",
                "explain pod|2|bee: \"pod\" is no resource; expected tracingpolicy",
                "explain tracingpolicy.spec.kprobs|2|bee: tracingpolicy.spec has no field \"kprobs\"; it has",
                "explain tracingpolicy.spec.kprobes.call.x|2|bee: tracingpolicy.spec.kprobes.call has no fields",
                "policyfilter cgroupid /no/such|1|bee: no cgroup folder /no/such",
                "tracingpolicy generate ftrace-list -r (|2|bee: --regex: \"(\" is not a regular expression",
                "status --retries 0 --server-address localhost:1|1|bee: no agent at localhost:1: start one with",
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
        for (String command : BeeCommand.commandLine().getSubcommands().keySet()) {
            assertThat(bee("help", command)).as(command).isZero();
            if (!command.equals("help")) {
                assertThat(bee(command, "--help")).as(command).isZero();
            }
        }
        assertThat(messages.toString())
                .contains("--tracing-policy", "--event-types", "-o, --output");
    }

    @Test
    void bytesOfATerminalAreReplayed() throws IOException {
        Event write =
                Sample.kprobe(
                        "__x64_sys_write",
                        List.of(
                                new Argument.OpenFile("", "/dev/pts/3", "", "", ""),
                                new Argument.Bytes(
                                        ByteBuffer.wrap("ls\r\n".getBytes(StandardCharsets.UTF_8))
                                                .asReadOnlyBuffer(),
                                        4,
                                        "")));
        Path file = recorded(List.of(write, Sample.symlink()));
        assertThat(bee("getevents", "-t", "/dev/pts/3", file.toString())).isZero();
        assertThat(printed()).isEqualTo("ls\r\n");
        out.reset();
        assertThat(bee("getevents", "-t", "/dev/pts/4", file.toString())).isZero();
        assertThat(printed()).isEmpty();
    }

    @Test
    void modeIsPutIntoThePolicy() throws IOException {
        Path policy =
                Files.writeString(
                        folder.resolve("p.yaml"),
                        """
                        apiVersion: cilium.io/v1alpha1
                        kind: TracingPolicy
                        metadata:
                          name: p
                        spec:
                          options:
                          - name: policy-mode
                            value: enforce
                          - name: other
                            value: x
                          kprobes:
                          - call: sys_open
                        """);
        assertThat(bee("tracingpolicy", "modify", "-m", "monitor", policy.toString())).isZero();
        assertThat(printed())
                .contains("- name: other", "- name: policy-mode\n    value: monitor", "sys_open")
                .doesNotContain("enforce");
        assertThat(bee("tp", "modify", "-m", "loud", policy.toString())).isEqualTo(2);
    }

    @Test
    void emptyPolicyIsAStart() throws Exception {
        assertThat(bee("tracingpolicy", "generate", "empty")).isZero();
        assertThatThrownBy(() -> PolicyReader.read(printed(), "generated"))
                .as("nothing is missing but hooks")
                .hasMessageContaining("generated:6:3: spec: the policy has no hook")
                .hasNoSuppressedExceptions();
    }

    @Test
    void policyLanguageIsExplained() {
        assertThat(bee("explain", "tracingpolicy.spec.kprobes")).isZero();
        assertThat(printed())
                .contains(
                        "KIND:       TracingPolicy\n",
                        "FIELD: tracingpolicy.spec.kprobes <[]Object>")
                .contains("  call\t<string>");
    }

    @Test
    void bashCompletesCommandsAndFlags() throws Exception {
        assertThat(bee("completion", "bash")).isZero();
        Path script = Files.writeString(folder.resolve("bee.bash"), printed());
        Process bash =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "source "
                                        + script
                                        + "; COMP_WORDS=(bee getev); COMP_CWORD=1; "
                                        + "_complete_bee; echo ${COMPREPLY[@]}")
                        .redirectErrorStream(true)
                        .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("getevents\n");
    }

    @Test
    void archiveOfBugtoolCanBeUnpacked() throws Exception {
        Path archive = folder.resolve("bug.tar.gz");
        assertThat(
                        bee(
                                "bugtool",
                                "--retries",
                                "0",
                                "--server-address",
                                "localhost:1",
                                "-o",
                                archive.toString()))
                .isZero();
        Process tar =
                new ProcessBuilder("tar", "-tzf", archive.toString())
                        .redirectErrorStream(true)
                        .start();
        String names = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tar.waitFor()).as(names).isZero();
        assertThat(names)
                .contains("beelab-bugtool/version.txt", "beelab-bugtool/files/proc/version")
                .contains("beelab-bugtool/not-collected.txt")
                .doesNotContain("policies.json");
        assertThat(printed()).contains("policies.json: no agent at localhost:1");
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
