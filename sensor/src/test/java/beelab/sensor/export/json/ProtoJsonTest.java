package beelab.sensor.export.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.event.Action;
import beelab.sensor.event.Argument;
import beelab.sensor.event.Event;
import beelab.sensor.event.Process;
import beelab.sensor.event.Sample;
import beelab.sensor.export.EventMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProtoJsonTest {
    private static final EventMapper MAPPER = new EventMapper("node-1", "lab", Map.of());

    static List<Event> events() {
        return Sample.ofEveryKind();
    }

    private static JsonNode json(Event event) {
        return JsonMapper.shared().readTree(ProtoJson.print(MAPPER.map(event)));
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyTypeIsTheJsonThatProtobufItselfWrites(Event event) throws Exception {
        GetEventsResponse message = MAPPER.map(event);
        String reference =
                JsonFormat.printer()
                        .preservingProtoFieldNames()
                        .omittingInsignificantWhitespace()
                        .print(message);
        assertThat(JsonMapper.shared().readTree(ProtoJson.print(message)))
                .isEqualTo(JsonMapper.shared().readTree(reference));
        assertThat(ProtoJson.parseEvent(ProtoJson.print(message))).isEqualTo(message);
    }

    @Test
    void symlinkIsTheDocumentedEvent() {
        JsonNode event = json(Sample.symlink());
        assertThat(event.path("process_kprobe").path("args").toString())
                .isEqualTo(
                        "[{\"string_arg\":\"/etc/passwd\"},{\"int_arg\":-100},{\"string_arg\":\"/tmp/x\"}]");
        assertThat(event.path("process_kprobe").path("function_name").asString())
                .isEqualTo("__x64_sys_symlinkat");
        assertThat(event.path("process_kprobe").path("action").asString())
                .isEqualTo("KPROBE_ACTION_POST");
        assertThat(event.path("process_kprobe").path("return_action").asString())
                .isEqualTo("KPROBE_ACTION_POST");
        assertThat(event.path("node_name").asString()).isEqualTo("node-1");
        assertThat(event.path("time").asString()).isEqualTo("2023-11-14T22:13:20.123456789Z");
    }

    @Test
    void wrappersArePrintedWhenTheyAreZeroAndPlainFieldsAreNot() {
        JsonNode process =
                json(Sample.exec(Sample.hostCurl())).path("process_exec").path("process");
        assertThat(process.path("uid").toString()).isEqualTo("0");
        assertThat(process.path("in_init_tree").toString()).isEqualTo("false");
        assertThat(process.path("auid").toString()).isEqualTo("4294967295");
        assertThat(process.has("docker")).isFalse();
        assertThat(process.has("pod")).isFalse();
        JsonNode exit = json(Sample.exit(Sample.hostCurl(), "", 0)).path("process_exit");
        assertThat(exit.has("status")).isFalse();
        assertThat(exit.has("signal")).isFalse();
    }

    @Test
    void sixtyFourBitNumbersAreStringsAndSmallerOnesAreNot() {
        JsonNode args =
                json(Sample.kprobe(
                                "f",
                                List.of(
                                        new Argument.Size(-1, ""),
                                        new Argument.Long64(Long.MIN_VALUE, "offset"),
                                        new Argument.UInt(-1, ""))))
                        .path("process_kprobe")
                        .path("args");
        assertThat(args.toString())
                .isEqualTo(
                        "[{\"size_arg\":\"18446744073709551615\"},"
                                + "{\"long_arg\":\"-9223372036854775808\",\"label\":\"offset\"},"
                                + "{\"uint_arg\":4294967295}]");
    }

    @Test
    void buffersTellWhenTheyWereCut() {
        ByteBuffer data = ByteBuffer.wrap(new byte[] {1, 2, 3}).asReadOnlyBuffer();
        JsonNode args =
                json(Sample.kprobe(
                                "f",
                                List.of(
                                        new Argument.Bytes(data, 3, ""),
                                        new Argument.Bytes(data, 9, ""))))
                        .path("process_kprobe")
                        .path("args");
        assertThat(args.toString())
                .isEqualTo(
                        "[{\"bytes_arg\":\"AQID\"},{\"truncated_bytes_arg\":{\"bytes_arg\":\"AQID\",\"orig_size\":\"9\"}}]");
    }

    @Test
    void namesOfNestedArgumentsKeepTheContractsSpelling() {
        JsonNode args =
                json(Sample.kprobe(
                                "f",
                                List.of(
                                        new Argument.BpfAttr("T", 3, "n", ""),
                                        new Argument.Failed("no", ""),
                                        new Argument.OpenFile("", "/a", "", "-rw-r--r--", ""))))
                        .path("process_kprobe")
                        .path("args");
        assertThat(args.toString())
                .isEqualTo(
                        "[{\"bpf_attr_arg\":{\"ProgType\":\"T\",\"InsnCnt\":3,\"ProgName\":\"n\"}},"
                                + "{\"error_arg\":{\"Message\":\"no\"}},"
                                + "{\"file_arg\":{\"path\":\"/a\",\"permission\":\"-rw-r--r--\"}}]");
    }

    @Test
    void unknownProcessHasPidStartAndFlagsOnly() {
        Event.Exit exit =
                new Event.Exit(
                        Sample.TIME,
                        Process.unknown(7, 7, Instant.ofEpochSecond(1)),
                        null,
                        List.of(),
                        "",
                        0);
        assertThat(json(exit).path("process_exit").path("process").toString())
                .isEqualTo(
                        "{\"pid\":7,\"flags\":\"unknown\",\"start_time\":\"1970-01-01T00:00:01Z\"}");
        assertThat(json(exit).path("process_exit").has("parent")).isFalse();
    }

    @Test
    void loaderHasNoTime() {
        Event loader =
                Sample.ofEveryKind().stream()
                        .filter(Event.Loader.class::isInstance)
                        .findFirst()
                        .orElseThrow();
        assertThat(json(loader).has("time")).isFalse();
    }

    @Test
    void actionsAreTheNamesOfTheContract() {
        assertThat(
                        json(Sample.lsm("file_open", List.of(), ""))
                                .path("process_lsm")
                                .path("action")
                                .asString())
                .isEqualTo("KPROBE_ACTION_OVERRIDE");
        for (Action action : Action.values()) {
            assertThat(beelab.sensor.api.KprobeAction.forNumber(action.ordinal()).name())
                    .isEqualTo("KPROBE_ACTION_" + action.name());
        }
    }

    @Test
    void kernelIsReadableInATerminal() {
        Process kernel = Sample.process(0, "<kernel>", "a=b&c'd'", null);
        assertThat(ProtoJson.print(MAPPER.map(Sample.exec(kernel))))
                .contains("\"<kernel>\"", "a=b&c'd'");
    }

    @Test
    void fieldsOfNewerSensorsAreSkippedAndOtherTextIsRefused() throws Exception {
        assertThat(
                        ProtoJson.parseEvent(
                                        "{\"node_name\":\"n\",\"brand_new\":{\"a\":[1]},\"test\":{}}")
                                .getNodeName())
                .isEqualTo("n");
        assertThatThrownBy(() -> ProtoJson.parseEvent("Error from server"))
                .isInstanceOf(InvalidProtocolBufferException.class);
    }
}
