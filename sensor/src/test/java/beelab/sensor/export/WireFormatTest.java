package beelab.sensor.export;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.api.ConfigureTracingPolicyRequest;
import beelab.sensor.api.CreateContainer;
import beelab.sensor.api.Filter;
import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.api.GetInfoResponse;
import beelab.sensor.api.ListTracingPoliciesResponse;
import beelab.sensor.api.RuntimeHookRequest;
import beelab.sensor.event.Argument;
import beelab.sensor.event.Event;
import beelab.sensor.event.Process;
import beelab.sensor.event.Sample;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.StringValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The bytes on the wire, written and read by field numbers alone: a wrong number in a proto file
 * would not show in a test that uses the generated classes on both sides.
 */
class WireFormatTest {
    private static final int BYTES = 2;
    private static final int VARINT = 0;

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    /** The bytes of the field at the end of a path of field numbers; empty when it is not there. */
    private static byte[] at(byte[] message, int... path) throws IOException {
        byte[] current = message;
        for (int number : path) {
            byte[] next = new byte[0];
            CodedInputStream in = CodedInputStream.newInstance(current);
            while (!in.isAtEnd()) {
                int tag = in.readTag();
                if (tag >>> 3 == number && (tag & 7) == BYTES) {
                    next = in.readByteArray();
                } else if (tag >>> 3 == number && (tag & 7) == VARINT) {
                    long value = in.readRawVarint64();
                    next = message(out -> out.writeUInt64NoTag(value));
                } else {
                    in.skipField(tag);
                }
            }
            current = next;
        }
        return current;
    }

    private static String text(byte[] message, int... path) throws IOException {
        return new String(at(message, path), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static long number(byte[] message, int... path) throws IOException {
        byte[] bytes = at(message, path);
        return bytes.length == 0 ? 0 : CodedInputStream.newInstance(bytes).readRawVarint64();
    }

    private static byte[] wire(Event event) {
        return new EventMapper("node-1", "lab", Map.of()).map(event).toByteArray();
    }

    @Test
    void execIsFieldOneAndItsProcessHasTheNumbersOfTheContract() throws IOException {
        byte[] bytes = wire(Sample.exec(Sample.ln()));
        assertThat(text(bytes, 1000)).isEqualTo("node-1");
        assertThat(text(bytes, 1003)).isEqualTo("lab");
        assertThat(number(bytes, 1001, 1)).isEqualTo(Sample.TIME.getEpochSecond());
        assertThat(number(bytes, 1001, 2)).isEqualTo(Sample.TIME.getNano());
        assertThat(text(bytes, 1, 1, 1)).isEqualTo("exec-4711");
        assertThat(number(bytes, 1, 1, 2, 1)).as("pid is a wrapper").isEqualTo(4711);
        assertThat(number(bytes, 1, 1, 9, 1)).as("auid").isEqualTo(4294967295L);
        assertThat(text(bytes, 1, 1, 4)).isEqualTo("/root");
        assertThat(text(bytes, 1, 1, 5)).isEqualTo("/usr/bin/ln");
        assertThat(text(bytes, 1, 1, 6)).isEqualTo("-s /etc/passwd /tmp/x");
        assertThat(text(bytes, 1, 1, 7)).isEqualTo("execve clone");
        assertThat(text(bytes, 1, 1, 11)).hasSize(31);
        assertThat(text(bytes, 1, 1, 12)).isEqualTo("exec-4710");
        assertThat(number(bytes, 1, 1, 13)).isEqualTo(1);
        assertThat(number(bytes, 1, 1, 16, 1)).isEqualTo(4711);
        assertThat(number(bytes, 1, 1, 20, 1)).as("in_init_tree").isEqualTo(1);
        assertThat(text(bytes, 1, 1, 10, 1)).as("namespace").isEqualTo("default");
        assertThat(text(bytes, 1, 1, 10, 2)).as("pod").isEqualTo("cloudyuga");
        assertThat(text(bytes, 1, 1, 10, 4, 1)).startsWith("containerd://");
        assertThat(number(bytes, 1, 1, 10, 4, 5, 1)).as("pid in the container").isEqualTo(17);
        assertThat(text(bytes, 1, 1, 10, 6)).as("workload").isEqualTo("cloudyuga");
        assertThat(text(bytes, 1, 2, 5)).as("parent").isEqualTo("/bin/bash");
    }

    @Test
    void kprobeIsFieldNine() throws IOException {
        byte[] bytes = wire(Sample.symlink());
        assertThat(text(bytes, 9, 3)).isEqualTo("__x64_sys_symlinkat");
        assertThat(number(bytes, 9, 6)).as("action POST").isEqualTo(1);
        assertThat(text(bytes, 9, 8)).isEqualTo("observe-symlink");
        assertThat(number(bytes, 9, 9)).as("return action POST").isEqualTo(1);
        assertThat(text(bytes, 9, 4, 1)).as("last argument").isEqualTo("/tmp/x");
    }

    @Test
    void otherTypesHaveTheirNumbers() throws IOException {
        for (Event event : Sample.ofEveryKind()) {
            assertThat(at(wire(event), event.kind().number())).as(event.kind().name()).isNotEmpty();
        }
        byte[] exit = wire(Sample.exit(Sample.ln(), "SIGKILL", 3));
        assertThat(text(exit, 5, 3)).isEqualTo("SIGKILL");
        assertThat(number(exit, 5, 4)).isEqualTo(3);
        assertThat(number(exit, 5, 5, 1)).isEqualTo(Sample.TIME.getEpochSecond());
        assertThat(number(wire(new Event.Loss(Sample.TIME, 42, "x")), 40001, 1)).isEqualTo(42);
        byte[] lsm = wire(Sample.lsm("file_open", List.of(new Argument.Text("a", "l")), "h"));
        assertThat(text(lsm, 28, 3)).isEqualTo("file_open");
        assertThat(text(lsm, 28, 5)).isEqualTo("lsm");
        assertThat(number(lsm, 28, 8)).as("action OVERRIDE").isEqualTo(5);
        assertThat(text(lsm, 28, 11)).isEqualTo("h");
        assertThat(text(lsm, 28, 7, 18)).as("label").isEqualTo("l");
        byte[] point = wire(Sample.tracepoint("sched", "sched_switch", List.of()));
        assertThat(text(point, 10, 4)).isEqualTo("sched");
        assertThat(text(point, 10, 5)).isEqualTo("sched_switch");
    }

    @Test
    void argumentsHaveTheirNumbers() throws IOException {
        assertThat(number(argument(new Argument.Int(7, "")), 2)).isEqualTo(7);
        assertThat(number(argument(new Argument.Size(-1, "")), 4)).isEqualTo(-1);
        assertThat(number(argument(new Argument.Long64(5, "")), 11)).isEqualTo(5);
        assertThat(number(argument(new Argument.UInt(6, "")), 15)).isEqualTo(6);
        byte[] file = argument(new Argument.OpenFile("m", "/p", "f", "-rw-r--r--", ""));
        assertThat(text(file, 7, 2)).isEqualTo("/p");
        assertThat(text(file, 7, 4)).isEqualTo("-rw-r--r--");
        assertThat(text(argument(new Argument.FilePath("", "/q", "", "", "")), 6, 2))
                .isEqualTo("/q");
        byte[] sock =
                argument(
                        new Argument.Socket(
                                "AF_INET",
                                "SOCK_STREAM",
                                "IPPROTO_TCP",
                                1,
                                2,
                                "10.0.0.1",
                                "10.0.0.2",
                                3,
                                4,
                                5,
                                "TCP_ESTABLISHED",
                                ""));
        assertThat(text(sock, 9, 1)).isEqualTo("AF_INET");
        assertThat(text(sock, 9, 6)).isEqualTo("10.0.0.1");
        assertThat(text(sock, 9, 7)).isEqualTo("10.0.0.2");
        assertThat(number(sock, 9, 8)).isEqualTo(3);
        assertThat(number(sock, 9, 9)).isEqualTo(4);
        assertThat(text(sock, 9, 11)).isEqualTo("TCP_ESTABLISHED");
        assertThat(text(argument(new Argument.Failed("no", "")), 32, 1)).isEqualTo("no");
    }

    private static byte[] argument(Argument argument) throws IOException {
        return at(wire(Sample.kprobe("f", List.of(argument))), 9, 4);
    }

    @Test
    void eventOfAnotherSensorIsUnderstood() throws IOException {
        byte[] process =
                message(out -> {
                    out.writeString(1, "id");
                    out.writeByteArray(2, message(pid -> pid.writeUInt32(1, 42)));
                    out.writeString(5, "/bin/true");
                });
        byte[] exec = message(out -> out.writeByteArray(1, process));
        byte[] response =
                message(out -> {
                    out.writeByteArray(1, exec);
                    out.writeString(1000, "elsewhere");
                    out.writeString(7777, "a field that we do not know");
                });
        GetEventsResponse parsed = GetEventsResponse.parseFrom(response);
        assertThat(parsed.getProcessExec().getProcess().getPid().getValue()).isEqualTo(42);
        assertThat(parsed.getProcessExec().getProcess().getBinary()).isEqualTo("/bin/true");
        assertThat(parsed.getNodeName()).isEqualTo("elsewhere");
    }

    @Test
    void policyListOfAnotherSensorIsUnderstood() throws IOException {
        byte[] counters = message(out -> out.writeUInt64(1, 9));
        byte[] stats = message(out -> out.writeByteArray(1, counters));
        byte[] policy =
                message(out -> {
                    out.writeUInt64(1, 3);
                    out.writeString(2, "p");
                    out.writeEnum(9, 1);
                    out.writeUInt64(10, 2_400_000);
                    out.writeEnum(11, 3);
                    out.writeByteArray(12, stats);
                    out.writeString(13, "static");
                });
        var parsed =
                ListTracingPoliciesResponse.parseFrom(message(out -> out.writeByteArray(1, policy)))
                        .getPolicies(0);
        assertThat(parsed.getState().name()).isEqualTo("TP_STATE_ENABLED");
        assertThat(parsed.getMode().name()).isEqualTo("TP_MODE_MONITOR_ONLY");
        assertThat(parsed.getKernelMemoryBytes()).isEqualTo(2_400_000);
        assertThat(parsed.getStats().getActionCounters().getPost()).isEqualTo(9);
        assertThat(parsed.getDomain()).isEqualTo("static");
    }

    @Test
    void infoOfAnotherAgentIsUnderstood() throws IOException {
        byte[] probe =
                message(out -> {
                    out.writeString(1, "kprobe_multi");
                    out.writeByteArray(2, message(enabled -> enabled.writeBool(1, true)));
                });
        byte[] value =
                message(out -> {
                    out.writeString(1, "type.googleapis.com/google.protobuf.StringValue");
                    out.writeByteArray(2, message(text -> text.writeString(1, "/x")));
                });
        byte[] setting =
                message(out -> {
                    out.writeString(1, "export-filename");
                    out.writeByteArray(2, value);
                });
        GetInfoResponse parsed =
                GetInfoResponse.parseFrom(
                        message(out -> {
                            out.writeString(1, "v1.7");
                            out.writeString(2, "tetragon");
                            out.writeByteArray(3, probe);
                            out.writeByteArray(4, setting);
                            out.writeByteArray(5, message(build -> build.writeString(1, "go1")));
                        }));
        assertThat(parsed.getProbes(0).getName()).isEqualTo("kprobe_multi");
        assertThat(parsed.getProbes(0).getEnabled().getValue()).isTrue();
        assertThat(parsed.getConf(0).getValue().unpack(StringValue.class).getValue())
                .isEqualTo("/x");
        assertThat(parsed.getBuild().getGoVersion()).isEqualTo("go1");
    }

    @Test
    void requestsOfAnotherClientAreUnderstood() throws IOException {
        ConfigureTracingPolicyRequest configure =
                ConfigureTracingPolicyRequest.parseFrom(
                        message(out -> {
                            out.writeString(1, "p");
                            out.writeBool(3, false);
                            out.writeEnum(4, 2);
                            out.writeString(5, "grpc");
                        }));
        assertThat(configure.hasEnable()).isTrue();
        assertThat(configure.getEnable()).isFalse();
        assertThat(configure.getMode().name()).isEqualTo("TP_MODE_MONITOR");
        assertThat(configure.getDomain()).isEqualTo("grpc");
        Filter filter =
                Filter.parseFrom(
                        message(out -> {
                            out.writeString(13, "true");
                            out.writeString(15, "4f1a");
                            out.writeByteArray(16, message(tree -> tree.writeBool(1, true)));
                            out.writeString(17, "bash");
                            out.writeString(18, "main");
                            out.writeString(19, "^kube");
                        }));
        assertThat(filter.getCelExpressionList()).containsExactly("true");
        assertThat(filter.getContainerIdList()).containsExactly("4f1a");
        assertThat(filter.getInInitTree().getValue()).isTrue();
        assertThat(filter.getAncestorBinaryRegexList()).containsExactly("bash");
        assertThat(filter.getContainerNameRegexList()).containsExactly("main");
        assertThat(filter.getNamespaceRegexList()).containsExactly("^kube");
        CreateContainer hook =
                RuntimeHookRequest.parseFrom(
                                message(out ->
                                        out.writeByteArray(
                                                1,
                                                message(c -> {
                                                    c.writeString(1, "/cg");
                                                    c.writeString(4, "name");
                                                    c.writeString(5, "id");
                                                    c.writeString(6, "pod");
                                                    c.writeString(8, "ns");
                                                }))))
                        .getCreateContainer();
        assertThat(hook.getCgroupsPath() + hook.getContainerName() + hook.getContainerID())
                .isEqualTo("/cgnameid");
        assertThat(hook.getPodNamespace() + "/" + hook.getPodName()).isEqualTo("ns/pod");
    }

    @Test
    void userAndEnvironmentHaveTheirNumbers() throws IOException {
        Process ln = Sample.ln();
        Process told =
                new Process(
                        ln.execId(),
                        1,
                        1,
                        0,
                        0,
                        "/",
                        "/bin/x",
                        "",
                        "",
                        Sample.TIME,
                        null,
                        "",
                        "",
                        1,
                        false,
                        null,
                        null,
                        null,
                        null,
                        List.of(new Process.Variable("HOME", "/root")),
                        "root",
                        true);
        byte[] bytes = wire(Sample.exec(told));
        assertThat(text(bytes, 1, 1, 19, 1)).isEqualTo("root");
        assertThat(text(bytes, 1, 1, 21, 1)).isEqualTo("HOME");
        assertThat(text(bytes, 1, 1, 21, 2)).isEqualTo("/root");
    }
}
