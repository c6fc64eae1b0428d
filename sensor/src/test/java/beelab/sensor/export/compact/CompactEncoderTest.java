package beelab.sensor.export.compact;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.api.Capabilities;
import beelab.sensor.api.CapabilitiesType;
import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.api.KprobeArgument;
import beelab.sensor.api.KprobeBpfAttr;
import beelab.sensor.api.KprobeBpfMap;
import beelab.sensor.api.KprobeFile;
import beelab.sensor.api.KprobePath;
import beelab.sensor.api.KprobePerfEvent;
import beelab.sensor.api.KprobeSock;
import beelab.sensor.api.Pod;
import beelab.sensor.api.Process;
import beelab.sensor.api.ProcessExec;
import beelab.sensor.api.ProcessExit;
import beelab.sensor.api.ProcessKprobe;
import beelab.sensor.api.ProcessLoader;
import beelab.sensor.api.ProcessLsm;
import beelab.sensor.api.ProcessThrottle;
import beelab.sensor.api.ProcessTracepoint;
import beelab.sensor.api.ProcessUprobe;
import beelab.sensor.api.ProcessUsdt;
import beelab.sensor.api.RateLimitInfo;
import beelab.sensor.api.StackTraceEntry;
import beelab.sensor.api.SyscallId;
import beelab.sensor.api.Test;
import beelab.sensor.api.ThrottleType;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompactEncoderTest {
    private static final CompactEncoder PLAIN = new CompactEncoder(CompactEncoder.Options.PLAIN);

    private final Process inPod =
            process("/usr/bin/curl", "cilium.io").toBuilder()
                    .setPod(Pod.newBuilder().setNamespace("kube-system").setName("tetragon"))
                    .build();

    private static Process process(String binary, String arguments) {
        return Process.newBuilder().setBinary(binary).setArguments(arguments).build();
    }

    private static GetEventsResponse.Builder event() {
        return GetEventsResponse.newBuilder().setNodeName("my-node");
    }

    private static String line(GetEventsResponse.Builder event) {
        return PLAIN.encode(event.build()).orElseThrow();
    }

    private GetEventsResponse.Builder kprobe(String function, KprobeArgument.Builder... args) {
        ProcessKprobe.Builder kprobe =
                ProcessKprobe.newBuilder().setProcess(inPod).setFunctionName(function);
        for (KprobeArgument.Builder arg : args) {
            kprobe.addArgs(arg);
        }
        return event().setProcessKprobe(kprobe);
    }

    private static KprobeArgument.Builder file(String path) {
        return KprobeArgument.newBuilder().setFileArg(KprobeFile.newBuilder().setPath(path));
    }

    private static KprobeArgument.Builder text(String value) {
        return KprobeArgument.newBuilder().setStringArg(value);
    }

    private static KprobeArgument.Builder number(int value) {
        return KprobeArgument.newBuilder().setIntArg(value);
    }

    private static KprobeArgument.Builder size(long value) {
        return KprobeArgument.newBuilder().setSizeArg(value);
    }

    private static KprobeArgument.Builder sock() {
        return KprobeArgument.newBuilder()
                .setSockArg(
                        KprobeSock.newBuilder()
                                .setSaddr("10.244.0.6")
                                .setSport(34965)
                                .setDaddr("104.198.14.52")
                                .setDport(80));
    }

    @org.junit.jupiter.api.Test
    void execTellsNodeBinaryAndArguments() {
        assertThat(
                        line(
                                event().setProcessExec(
                                                ProcessExec.newBuilder()
                                                        .setProcess(
                                                                process(
                                                                        "/usr/bin/curl",
                                                                        "cilium.io")))))
                .isEqualTo("🚀 process my-node /usr/bin/curl cilium.io");
    }

    @org.junit.jupiter.api.Test
    void podTakesThePlaceOfTheNode() {
        assertThat(line(event().setProcessExec(ProcessExec.newBuilder().setProcess(inPod))))
                .isEqualTo("🚀 process kube-system/tetragon /usr/bin/curl cilium.io");
    }

    @org.junit.jupiter.api.Test
    void argumentsWithSpacesAreQuotedAsOne() {
        assertThat(
                        line(
                                event().setProcessExec(
                                                ProcessExec.newBuilder()
                                                        .setProcess(
                                                                process(
                                                                        "/usr/bin/ln",
                                                                        "-s /etc/passwd /tmp/x")))))
                .isEqualTo("🚀 process my-node /usr/bin/ln \"-s /etc/passwd /tmp/x\"");
    }

    @org.junit.jupiter.api.Test
    void missingArgumentsLeaveTheirSpace() {
        assertThat(
                        line(
                                event().setProcessExec(
                                                ProcessExec.newBuilder()
                                                        .setProcess(process("/bin/sh", "")))))
                .isEqualTo("🚀 process my-node /bin/sh ");
    }

    @org.junit.jupiter.api.Test
    void exitTellsSignalOrStatus() {
        ProcessExit.Builder exit = ProcessExit.newBuilder().setProcess(inPod).setStatus(1);
        assertThat(line(event().setProcessExit(exit)))
                .isEqualTo("💥 exit    kube-system/tetragon /usr/bin/curl cilium.io 1");
        assertThat(line(event().setProcessExit(exit.setSignal("SIGKILL"))))
                .isEqualTo("💥 exit    kube-system/tetragon /usr/bin/curl cilium.io SIGKILL");
    }

    @org.junit.jupiter.api.Test
    void unknownFunctionIsNamedInFull() {
        assertThat(line(kprobe("unhandled_function")))
                .isEqualTo("❓ syscall kube-system/tetragon /usr/bin/curl unhandled_function");
        assertThat(line(kprobe("__x64_sys_symlinkat")))
                .isEqualTo("❓ syscall kube-system/tetragon /usr/bin/curl __x64_sys_symlinkat");
    }

    @org.junit.jupiter.api.Test
    void readAndWriteTellFileAndBytes() {
        String who = " kube-system/tetragon /usr/bin/curl ";
        assertThat(line(kprobe("__x64_sys_write"))).isEqualTo("📝 write  " + who + " ");
        assertThat(line(kprobe("__x64_sys_write", file("/etc/password"), size(0), size(1234))))
                .isEqualTo("📝 write  " + who + "/etc/password 1234 bytes");
        assertThat(line(kprobe("__arm64_sys_read", file("/etc/password"), size(0), size(12))))
                .isEqualTo("📚 read   " + who + "/etc/password 12 bytes");
        assertThat(line(kprobe("security_file_permission", file("/data/a b"), number(2))))
                .isEqualTo("📝 write  " + who + "\"/data/a b\"");
        assertThat(line(kprobe("security_file_permission", file("/data/a"), number(4))))
                .isEqualTo("📚 read   " + who + "/data/a");
        assertThat(line(kprobe("security_file_permission", file("/data/a"), number(1))))
                .isEqualTo("❓ security_file_permission" + who + "/data/a");
    }

    @org.junit.jupiter.api.Test
    void opensAndClosesTellTheFile() {
        String who = " kube-system/tetragon /usr/bin/curl ";
        assertThat(line(kprobe("fd_install"))).isEqualTo("📬 open   " + who);
        assertThat(line(kprobe("fd_install", number(3), file("/etc/password"))))
                .isEqualTo("📬 open   " + who + "/etc/password");
        assertThat(line(kprobe("__x64_sys_openat", number(-100), text("/etc/hosts"))))
                .isEqualTo("📬️ openat " + who + "/etc/hosts");
        assertThat(line(kprobe("__x64_sys_openat", text("/etc/hosts"))))
                .isEqualTo("📬️ openat " + who + "/etc/hosts");
        assertThat(line(kprobe("__x64_sys_open", text("/etc/hosts"), number(0))))
                .isEqualTo("📬️ open   " + who + "/etc/hosts");
        assertThat(line(kprobe("__x64_sys_close", file("/etc/password"))))
                .isEqualTo("📪 close  " + who + "/etc/password");
    }

    @org.junit.jupiter.api.Test
    void mountsAndTruncatesTellPaths() {
        String who = " kube-system/tetragon /usr/bin/curl ";
        assertThat(line(kprobe("__x64_sys_mount", text("/dev/sda"), text("/mnt"))))
                .isEqualTo("💾 mount  " + who + "/dev/sda /mnt");
        assertThat(line(kprobe("__x64_sys_pivot_root", text("/new"), text("/old"))))
                .isEqualTo("💾 pivot_root" + who + "/new /old");
        assertThat(
                        line(
                                kprobe(
                                        "security_path_truncate",
                                        KprobeArgument.newBuilder()
                                                .setPathArg(
                                                        KprobePath.newBuilder()
                                                                .setPath("/tmp/t")))))
                .isEqualTo("📝 truncate" + who + "/tmp/t");
        assertThat(line(kprobe("security_file_truncate", file("/tmp/t"))))
                .isEqualTo("📝 truncate" + who + "/tmp/t");
    }

    @org.junit.jupiter.api.Test
    void mmapSpellsTheProtection() {
        String who = " kube-system/tetragon /usr/bin/curl";
        KprobeArgument.Builder readExecute = KprobeArgument.newBuilder().setUintArg(5);
        assertThat(line(kprobe("security_mmap_file", file("/lib/x.so"), readExecute)))
                .isEqualTo("📝 mmap-rx" + who + " /lib/x.so");
        assertThat(line(kprobe("security_mmap_file"))).isEqualTo("❓ security_mmap_file" + who);
    }

    @org.junit.jupiter.api.Test
    void connectionsTellBothEnds() {
        String tail =
                " kube-system/tetragon /usr/bin/curl tcp 10.244.0.6:34965 -> 104.198.14.52:80";
        assertThat(line(kprobe("tcp_connect", sock()))).isEqualTo("🔌 connect" + tail);
        assertThat(line(kprobe("tcp_close", sock()))).isEqualTo("🧹 close  " + tail);
        assertThat(line(kprobe("tcp_sendmsg", sock(), number(73))))
                .isEqualTo("📤 sendmsg" + tail + " bytes 73");
        assertThat(line(kprobe("tcp_connect", number(1))))
                .as("another type of argument")
                .isEqualTo("🔌 connect kube-system/tetragon /usr/bin/curl ");
    }

    @org.junit.jupiter.api.Test
    void bpfCallsTellWhatIsLoaded() {
        String who = " kube-system/tetragon /usr/bin/curl ";
        assertThat(
                        line(
                                kprobe(
                                        "bpf_check",
                                        KprobeArgument.newBuilder()
                                                .setBpfAttrArg(
                                                        KprobeBpfAttr.newBuilder()
                                                                .setProgType("BPF_PROG_TYPE_KPROBE")
                                                                .setProgName("amazing-program")
                                                                .setInsnCnt(2048)))))
                .isEqualTo(
                        "🐝 bpf_load"
                                + who
                                + "BPF_PROG_TYPE_KPROBE amazing-program instruction count 2048");
        assertThat(
                        line(
                                kprobe(
                                        "security_perf_event_alloc",
                                        KprobeArgument.newBuilder()
                                                .setPerfEventArg(
                                                        KprobePerfEvent.newBuilder()
                                                                .setType("PERF_TYPE_TRACEPOINT")
                                                                .setKprobeFunc("commit_creds")))))
                .isEqualTo("🐝 perf_event_alloc" + who + "PERF_TYPE_TRACEPOINT commit_creds");
        for (String function : new String[] {"security_bpf_map_alloc", "security_bpf_map_create"}) {
            assertThat(
                            line(
                                    kprobe(
                                            function,
                                            KprobeArgument.newBuilder()
                                                    .setBpfMapArg(
                                                            KprobeBpfMap.newBuilder()
                                                                    .setMapType("BPF_MAP_TYPE_HASH")
                                                                    .setMapName("amazing-map")
                                                                    .setKeySize(8)
                                                                    .setValueSize(8)
                                                                    .setMaxEntries(1024)))))
                    .isEqualTo(
                            "🗺 bpf_map_create"
                                    + who
                                    + "BPF_MAP_TYPE_HASH amazing-map key size 8 value size 8 max"
                                    + " entries 1024");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,any",
        "0x80,time",
        "0x20000,mnt",
        "0x2000000,cgroup",
        "0x4000000,uts",
        "0x8000000,ipc",
        "0x10000000,user",
        "0x20000000,pid",
        "0x40000000,net"
    })
    void setnsNamesTheNamespace(String flag, String name) {
        assertThat(line(kprobe("__x64_sys_setns", number(3), number(Integer.decode(flag)))))
                .isEqualTo("🔧 setns   kube-system/tetragon /usr/bin/curl " + name);
    }

    @org.junit.jupiter.api.Test
    void privilegeCallsHaveTheirOwnLines() {
        String who = " kube-system/tetragon /usr/bin/curl";
        assertThat(line(kprobe("__x64_sys_setuid", number(0))))
                .isEqualTo("🔑 setuid " + who + " 0");
        assertThat(line(kprobe("__x64_sys_clock_settime"))).isEqualTo("⏰ clock_settime" + who);
        assertThat(line(kprobe("proc_exec_connector"))).isEqualTo("🔧 proc_exec_connector" + who);
    }

    @org.junit.jupiter.api.Test
    void otherEventTypesHaveTheirOwnLines() {
        String who = " kube-system/tetragon /usr/bin/curl ";
        assertThat(
                        line(
                                event().setProcessTracepoint(
                                                ProcessTracepoint.newBuilder()
                                                        .setProcess(inPod)
                                                        .setSubsys("sched")
                                                        .setEvent("sched_switch"))))
                .isEqualTo("⁉️ tracepoint" + who + "sched sched_switch");
        assertThat(
                        line(
                                event().setProcessLsm(
                                                ProcessLsm.newBuilder()
                                                        .setProcess(inPod)
                                                        .setFunctionName("file_open")
                                                        .addArgs(file("/etc/passwd"))
                                                        .setImaHash("sha256:11"))))
                .isEqualTo("🔒 LSM    " + who + "file_open\n   /etc/passwd sha256:11");
        assertThat(
                        line(
                                event().setProcessUprobe(
                                                ProcessUprobe.newBuilder()
                                                        .setProcess(inPod)
                                                        .setPath("/bin/bash")
                                                        .setSymbol("readline"))))
                .isEqualTo("🕵️ uprobe " + who + "/bin/bash readline");
        assertThat(
                        line(
                                event().setProcessUsdt(
                                                ProcessUsdt.newBuilder()
                                                        .setProcess(inPod)
                                                        .setPath("/bin/x")
                                                        .setProvider("p")
                                                        .setName("n"))))
                .isEqualTo("🕵️ usdt   " + who + "/bin/x p n");
        assertThat(
                        line(
                                event().setProcessLoader(
                                                ProcessLoader.newBuilder()
                                                        .setProcess(inPod)
                                                        .setPath("/lib/libc.so.6")
                                                        .setBuildid(
                                                                ByteString.copyFrom(
                                                                        new byte[] {
                                                                            1, (byte) 0xab
                                                                        })))))
                .isEqualTo("🧬 loader " + who + "01ab /lib/libc.so.6");
        assertThat(
                        line(
                                event().setProcessThrottle(
                                                ProcessThrottle.newBuilder()
                                                        .setType(ThrottleType.THROTTLE_STOP)
                                                        .setCgroup("a b"))))
                .isEqualTo("🧬 throttle STOP  \"a b\"");
        assertThat(line(event().setTest(Test.getDefaultInstance()))).isEqualTo("TEST EVENT");
        assertThat(
                        line(
                                event().setRateLimitInfo(
                                                RateLimitInfo.newBuilder()
                                                        .setNumberOfDroppedProcessEvents(7))))
                .isEqualTo("⚠️ lost    my-node 7 events");
    }

    @org.junit.jupiter.api.Test
    void messageWithoutEventHasNoLine() {
        assertThat(PLAIN.encode(event().build())).isEmpty();
    }

    @org.junit.jupiter.api.Test
    void rawSyscallsAreWrittenAsCalls() {
        ProcessTracepoint.Builder point =
                ProcessTracepoint.newBuilder()
                        .setProcess(inPod)
                        .setSubsys("raw_syscalls")
                        .setEvent("sys_enter")
                        .addArgs(
                                KprobeArgument.newBuilder()
                                        .setSyscallId(
                                                SyscallId.newBuilder().setId(257).setAbi("x64")))
                        .addArgs(size(-100))
                        .addArgs(size(0x7ffc));
        assertThat(line(event().setProcessTracepoint(point)))
                .isEqualTo(
                        "☎  syscall kube-system/tetragon /usr/bin/curl openat(int dfd=-100, const"
                                + " char*filename=0x7ffc, int flags=?, umode_t mode=?)");
        point.setArgs(0, size(9999));
        assertThat(line(event().setProcessTracepoint(point))).endsWith(" unknown");
    }

    @org.junit.jupiter.api.Test
    void stackTracesFollowOnLinesOfTheirOwn() {
        GetEventsResponse.Builder event =
                event().setProcessKprobe(
                                ProcessKprobe.newBuilder()
                                        .setProcess(inPod)
                                        .setFunctionName("f")
                                        .addKernelStackTrace(
                                                StackTraceEntry.newBuilder()
                                                        .setAddress(0x10)
                                                        .setSymbol("do_it")
                                                        .setOffset(0x2))
                                        .addUserStackTrace(
                                                StackTraceEntry.newBuilder()
                                                        .setAddress(0x20)
                                                        .setSymbol("main")
                                                        .setModule("/bin/x")
                                                        .setOffset(0x3)));
        assertThat(line(event))
                .isEqualTo(
                        "❓ syscall kube-system/tetragon /usr/bin/curl f\n"
                                + "Kernel:\n   0x10: do_it+0x2\n"
                                + "User:\n   0x20: main (/bin/x+0x3)");
    }

    @org.junit.jupiter.api.Test
    void timestampsAreInNanosecondsAndUtc() {
        CompactEncoder encoder =
                new CompactEncoder(new CompactEncoder.Options(Palette.NONE, true, true, true));
        GetEventsResponse.Builder exec =
                event().setProcessExec(ProcessExec.newBuilder().setProcess(inPod))
                        .setTime(Timestamp.getDefaultInstance());
        assertThat(encoder.encode(exec.build()))
                .contains(
                        "1970-01-01T00:00:00.000000000Z 🚀 process kube-system/tetragon"
                                + " /usr/bin/curl cilium.io");
        exec.setTime(Timestamp.newBuilder().setSeconds(1).setNanos(5));
        assertThat(encoder.encode(exec.build()).orElseThrow())
                .startsWith("1970-01-01T00:00:01.000000005Z ");
    }

    @org.junit.jupiter.api.Test
    void coloursAreAnsi() {
        CompactEncoder encoder =
                new CompactEncoder(new CompactEncoder.Options(Palette.ANSI, false, true, true));
        assertThat(
                        encoder.encode(
                                event().setProcessExit(
                                                ProcessExit.newBuilder()
                                                        .setProcess(inPod)
                                                        .setStatus(1))
                                        .build()))
                .contains(
                        "\u001b[34m💥 exit   \u001b[0m \u001b[32mkube-system/tetragon\u001b[0m"
                                + " \u001b[35m/usr/bin/curl\u001b[0m \u001b[36mcilium.io\u001b[0m"
                                + " \u001b[31m1\u001b[0m");
    }

    @org.junit.jupiter.api.Test
    void processThatMayDoAnythingIsMarkedAtTheMargin() {
        Process mighty =
                inPod.toBuilder()
                        .setCap(
                                Capabilities.newBuilder()
                                        .addEffective(CapabilitiesType.CAP_SYS_ADMIN))
                        .build();
        String line = line(event().setProcessExec(ProcessExec.newBuilder().setProcess(mighty)));
        assertThat(line)
                .startsWith("🚀 process kube-system/tetragon /usr/bin/curl cilium.io ")
                .endsWith(" 🛑 CAP_SYS_ADMIN");
        String text = "🚀 process kube-system/tetragon /usr/bin/curl cilium.io";
        assertThat(line.codePointCount(0, line.length()))
                .isEqualTo(
                        text.codePointCount(0, text.length())
                                + 1
                                + 120
                                - text.getBytes(StandardCharsets.UTF_8).length);
        Process other =
                inPod.toBuilder()
                        .setCap(Capabilities.newBuilder().addEffective(CapabilitiesType.CAP_KILL))
                        .build();
        assertThat(line(event().setProcessExec(ProcessExec.newBuilder().setProcess(other))))
                .endsWith("cilium.io");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "plain|plain",
                "a b|\"a b\"",
                "tab\there|\"tab\\there\"",
                "esc\u001b[31m|\"esc\\x1b[31m\"",
                "bell\u0007!|\"bell\\a!\"",
                "quote\"|quote\"",
                "quote\" \\|\"quote\\\" \\\\\"",
                "äöü→🐝|äöü→🐝",
                "soft\u00adhyphen|\"soft\\u00adhyphen\"",
                "tag\uDB40\uDC41|\"tag\\U000e0041\""
            })
    void textIsQuotedAsGoDoes(String text, String quoted) {
        assertThat(Quoting.maybeQuote(text)).isEqualTo(quoted);
    }
}
