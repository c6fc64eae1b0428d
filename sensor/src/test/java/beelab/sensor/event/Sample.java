package beelab.sensor.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events to test with: one pod, one host process, one policy. */
public final class Sample {
    public static final Instant TIME = Instant.ofEpochSecond(1_700_000_000L, 123_456_789);
    public static final String CONTAINER_ID = "4f1a".repeat(16);

    private Sample() {}

    public static Pod pod(String namespace, String name) {
        return new Pod(
                namespace,
                name,
                "uid-1",
                new Container(
                        "containerd://" + CONTAINER_ID,
                        "main",
                        "sha256:abc",
                        "docker.io/library/debian:12",
                        TIME.minusSeconds(60),
                        17,
                        false,
                        null),
                Map.of("app", name),
                name,
                "Deployment",
                Map.of());
    }

    public static Process process(int pid, String binary, String arguments, @Nullable Pod pod) {
        return new Process(
                "exec-" + pid,
                pid,
                pid,
                0,
                -1,
                "/root",
                binary,
                arguments,
                "execve clone",
                TIME,
                pod,
                pod == null ? "" : CONTAINER_ID.substring(0, 31),
                "exec-" + (pid - 1),
                1,
                pod != null,
                null,
                null,
                null,
                null,
                null,
                "",
                true);
    }

    /** {@code ln -s /etc/passwd /tmp/x} in the pod default/cloudyuga. */
    public static Process ln() {
        return process(4711, "/usr/bin/ln", "-s /etc/passwd /tmp/x", pod("default", "cloudyuga"));
    }

    public static Process shell() {
        return process(4710, "/bin/bash", "", pod("default", "cloudyuga"));
    }

    public static Process hostCurl() {
        return process(99, "/usr/bin/curl", "cilium.io", null);
    }

    public static Event.Exec exec(Process process) {
        return new Event.Exec(TIME, process, shell(), List.of());
    }

    public static Event.Exit exit(Process process, String signal, int status) {
        return new Event.Exit(TIME, process, shell(), List.of(), signal, status);
    }

    public static Event.Hit hit(String policy, List<Argument> args, Action action) {
        return new Event.Hit(policy, "", List.of(), args, action);
    }

    public static Event.Kprobe kprobe(String function, List<Argument> args) {
        return new Event.Kprobe(
                TIME,
                ln(),
                shell(),
                List.of(),
                hit("observe-symlink", args, Action.POST),
                function,
                null,
                Action.POST,
                List.of());
    }

    public static Event.Kprobe symlink() {
        return kprobe(
                "__x64_sys_symlinkat",
                List.of(
                        new Argument.Text("/etc/passwd", ""),
                        new Argument.Int(-100, ""),
                        new Argument.Text("/tmp/x", "")));
    }

    public static Event.Tracepoint tracepoint(String subsystem, String event, List<Argument> args) {
        return new Event.Tracepoint(
                TIME, ln(), shell(), List.of(), hit("points", args, Action.POST), subsystem, event);
    }

    public static Event.Lsm lsm(String hook, List<Argument> args, String hash) {
        return new Event.Lsm(
                TIME, ln(), shell(), List.of(), hit("lsm", args, Action.OVERRIDE), hook, hash);
    }

    /** One event of every type that this sensor knows. */
    public static List<Event> ofEveryKind() {
        return List.of(
                exec(ln()),
                exit(ln(), "SIGKILL", 0),
                symlink(),
                tracepoint("sched", "sched_switch", List.of()),
                lsm("file_open", List.of(), "sha256:00"),
                new Event.Uprobe(
                        TIME,
                        ln(),
                        shell(),
                        List.of(),
                        hit("uprobes", List.of(), Action.POST),
                        "/bin/bash",
                        "readline",
                        16,
                        32,
                        List.of()),
                new Event.Usdt(
                        TIME,
                        ln(),
                        shell(),
                        List.of(),
                        hit("usdts", List.of(), Action.POST),
                        "/usr/bin/x",
                        "provider",
                        "probe"),
                new Event.Loader(
                        TIME,
                        ln(),
                        shell(),
                        List.of(),
                        "/lib/libc.so.6",
                        java.nio.ByteBuffer.wrap(new byte[] {1, (byte) 0xab}).asReadOnlyBuffer()),
                new Event.Throttle(TIME, true, "system.slice"),
                new Event.Loss(TIME, 42, "test"));
    }
}
