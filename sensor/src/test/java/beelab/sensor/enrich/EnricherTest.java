package beelab.sensor.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.compile.CompiledHook;
import beelab.sensor.compile.CompiledPolicy;
import beelab.sensor.event.Action;
import beelab.sensor.event.Argument;
import beelab.sensor.event.Event;
import beelab.sensor.event.EventKind;
import beelab.sensor.event.Sample;
import beelab.sensor.process.ProcessCache;
import beelab.sensor.process.ProcessOptions;
import beelab.sensor.process.Records;
import beelab.sensor.wire.Enforcement;
import beelab.sensor.wire.HookAction;
import beelab.sensor.wire.HookExtras;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.KernelEvent.HookArgument;
import beelab.sensor.wire.KernelValue;
import beelab.sensor.wire.ProcessId;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnricherTest {
    private static final String CGROUP = "docker-" + Sample.CONTAINER_ID + ".scope";

    private final List<Event> events = new ArrayList<>();
    private PodResolver.@Nullable KnownPod pod;
    private boolean expectsPods = true;
    private long nanos;

    private final WaitingRoom waiting =
            new WaitingRoom(
                    new PodResolver() {
                        @Override
                        public @Nullable KnownPod find(String containerId) {
                            return containerId.equals(Sample.CONTAINER_ID) ? pod : null;
                        }

                        @Override
                        public boolean mayStillFind(String containerId) {
                            return expectsPods;
                        }
                    },
                    events::add,
                    WaitingRoom.PATIENCE,
                    () -> nanos);
    private final Enricher enricher =
            new Enricher(
                    new ProcessCache(
                            new ProcessOptions(
                                    "n",
                                    false,
                                    false,
                                    Records.HOST,
                                    null,
                                    (binary, text) -> text,
                                    1000),
                            n -> Instant.EPOCH.plusNanos(n)),
                    waiting,
                    id -> id == 1 ? policy() : null,
                    n -> Instant.EPOCH.plusNanos(n),
                    Ancestry.NONE);

    private static CompiledPolicy policy() {
        return new CompiledPolicy(
                1,
                "observe-symlink",
                "",
                false,
                false,
                List.of(
                        hook(CompiledHook.Section.KPROBES, "__x64_sys_symlinkat"),
                        hook(CompiledHook.Section.TRACEPOINTS, "sched/sched_switch"),
                        hook(CompiledHook.Section.LSM_HOOKS, "file_open"),
                        inUserSpace(
                                CompiledHook.Section.UPROBES,
                                new CompiledHook.Place.Function("/bin/bash", "readline", 64, 8)),
                        inUserSpace(
                                CompiledHook.Section.USDTS,
                                new CompiledHook.Place.StaticProbe("/bin/app", "app", "seen"))));
    }

    private static CompiledHook hook(CompiledHook.Section section, String function) {
        return new CompiledHook(
                section, 0, function, "a message", List.of("tag"), "m", List.of("from"), List.of());
    }

    private static CompiledHook inUserSpace(
            CompiledHook.Section section, CompiledHook.Place place) {
        return new CompiledHook(
                section,
                0,
                "f",
                "a message",
                List.of("tag"),
                "m",
                List.of(),
                List.of(),
                List.of(),
                place,
                CompiledHook.ReturnSock.LEAVE);
    }

    private static KernelEvent.HookHit hit(
            int hook, HookAction action, Enforcement enforcement, KernelValue... values) {
        List<HookArgument> arguments = new ArrayList<>();
        for (KernelValue value : values) {
            arguments.add(new HookArgument(arguments.size(), value));
        }
        return new KernelEvent.HookHit(
                Records.id(11),
                12,
                500,
                1,
                hook,
                OptionalInt.of(0),
                action,
                HookAction.UNKNOWN,
                enforcement,
                arguments,
                Optional.empty(),
                HookExtras.NONE);
    }

    private <E extends Event> E last(Class<E> type) {
        return type.cast(events.getLast());
    }

    @Test
    void hooksOfProgramsTellFileAndPlace() {
        enricher.accept(hit(3, HookAction.POST, new Enforcement.None()));
        enricher.accept(hit(4, HookAction.SET, new Enforcement.Done()));
        assertThat(events).hasSize(2);
        assertThat(events.get(0))
                .isInstanceOfSatisfying(
                        Event.Uprobe.class,
                        uprobe -> {
                            assertThat(uprobe.path()).isEqualTo("/bin/bash");
                            assertThat(uprobe.symbol()).isEqualTo("readline");
                            assertThat(uprobe.offset()).isEqualTo(64);
                            assertThat(uprobe.counterOffset()).isEqualTo(8);
                            assertThat(uprobe.hit().message()).isEqualTo("a message");
                        });
        assertThat(events.get(1))
                .isInstanceOfSatisfying(
                        Event.Usdt.class,
                        usdt -> {
                            assertThat(usdt.provider() + ":" + usdt.name()).isEqualTo("app:seen");
                            assertThat(usdt.hit().action()).isEqualTo(Action.SET);
                        });
    }

    @Test
    void aMappingBelongsToTheLatestProcessOfItsPid() {
        enricher.accept(
                new KernelEvent.Mapped(
                        new ProcessId(99, 0), 99, 500, "/lib/libc.so.6", new byte[] {1, 2}));
        assertThat(events.getFirst())
                .isInstanceOfSatisfying(
                        Event.Loader.class,
                        loader -> {
                            assertThat(loader.path()).isEqualTo("/lib/libc.so.6");
                            assertThat(loader.buildId().remaining()).isEqualTo(2);
                            assertThat(loader.process().flags()).isEqualTo("unknown");
                        });
    }

    @Test
    void killedLinkIsThreeEventsOfOneProcess() {
        enricher.scanned(List.of(Records.exec(1, 10, "/bin/bash")));
        enricher.accept(Records.fork(10, 11));
        enricher.accept(Records.exec(10, 11, "/usr/bin/ln", "-s", "/etc/passwd", "/tmp/x"));
        enricher.accept(
                hit(
                        0,
                        HookAction.SIGKILL,
                        new Enforcement.Done(),
                        new KernelValue.Text("/etc/passwd", false),
                        new KernelValue.Int(-100),
                        new KernelValue.Text("/tmp/x", false)));
        enricher.accept(Records.exit(11, 9));
        assertThat(events).hasSize(4);
        Event.Exec exec = (Event.Exec) events.get(1);
        Event.Kprobe kprobe = (Event.Kprobe) events.get(2);
        Event.Exit exit = (Event.Exit) events.get(3);
        assertThat(exec.process().binary()).isEqualTo("/usr/bin/ln");
        assertThat(Objects.requireNonNull(exec.parent()).binary()).isEqualTo("/bin/bash");
        assertThat(kprobe.process().execId()).isEqualTo(exec.process().execId());
        assertThat(kprobe.process().tid()).isEqualTo(12);
        assertThat(kprobe.functionName()).isEqualTo("__x64_sys_symlinkat");
        assertThat(kprobe.hit().action()).isEqualTo(Action.SIGKILL);
        assertThat(kprobe.returnAction()).isEqualTo(Action.POST);
        assertThat(kprobe.hit().message()).isEqualTo("a message");
        assertThat(kprobe.hit().tags()).containsExactly("tag");
        assertThat(kprobe.hit().args())
                .containsExactly(
                        new Argument.Text("/etc/passwd", "from"),
                        new Argument.Int(-100, ""),
                        new Argument.Text("/tmp/x", ""));
        assertThat(kprobe.time()).isEqualTo(Instant.EPOCH.plusNanos(500));
        assertThat(exit.signal()).isEqualTo("SIGKILL");
        assertThat(exit.status()).isZero();
    }

    @Test
    void sectionsMakeTheirOwnTypesOfEvent() {
        enricher.accept(hit(1, HookAction.POST, new Enforcement.None()));
        assertThat(last(Event.Tracepoint.class).subsystem()).isEqualTo("sched");
        assertThat(last(Event.Tracepoint.class).event()).isEqualTo("sched_switch");
        enricher.accept(hit(2, HookAction.OVERRIDE, new Enforcement.Done()));
        assertThat(last(Event.Lsm.class).functionName()).isEqualTo("file_open");
    }

    @Test
    void enforcementThatDidNotHappenIsTagged() {
        enricher.accept(hit(0, HookAction.SIGKILL, new Enforcement.Failed(1)));
        assertThat(last(Event.Kprobe.class).hit().tags())
                .containsExactly("tag", "beelab.enforcement-failed=1");
        enricher.accept(hit(0, HookAction.SIGKILL, new Enforcement.Monitored()));
        assertThat(last(Event.Kprobe.class).hit().tags()).contains("beelab.monitored");
    }

    @Test
    void unknownProcessIsMarkedAndUnknownPolicyIsCounted() {
        enricher.accept(hit(0, HookAction.POST, new Enforcement.None()));
        assertThat(last(Event.Kprobe.class).process().flags()).isEqualTo("unknown");
        enricher.accept(hit(7, HookAction.POST, new Enforcement.None()));
        assertThat(events).hasSize(1);
        assertThat(enricher.unattributed()).isEqualTo(1);
    }

    @Test
    void valuesOfTheKernelBecomeArguments() throws Exception {
        enricher.accept(
                hit(
                        0,
                        HookAction.POST,
                        new Enforcement.None(),
                        new KernelValue.FileRef(
                                "/etc/shadow",
                                new KernelValue.PathFlags(false, true, false, false),
                                0100640,
                                5),
                        new KernelValue.SockTuple(
                                2,
                                1,
                                6,
                                1,
                                InetAddress.getByName("10.0.0.1"),
                                InetAddress.getByName("2001:db8::1"),
                                1,
                                2,
                                3,
                                4,
                                5),
                        new KernelValue.ReadError(14),
                        new KernelValue.UInt(4294967295L)));
        List<Argument> args = last(Event.Kprobe.class).hit().args();
        assertThat(args.get(0))
                .isEqualTo(
                        new Argument.OpenFile(
                                "",
                                "/etc/shadow",
                                "unresolvedPathComponents",
                                "-rw-r-----",
                                "from"));
        assertThat(args.get(1))
                .isEqualTo(
                        new Argument.Socket(
                                "AF_INET",
                                "SOCK_STREAM",
                                "IPPROTO_TCP",
                                3,
                                4,
                                "10.0.0.1",
                                "2001:db8::1",
                                1,
                                2,
                                5,
                                "TCP_ESTABLISHED",
                                ""));
        assertThat(args.get(2)).isEqualTo(new Argument.Failed("Bad address for basic type", ""));
        assertThat(args.get(3)).isEqualTo(new Argument.UInt(-1, ""));
    }

    @Test
    void eventWaitsForItsPodWhileOthersPass() {
        enricher.accept(Records.exec(1, 20, 1, CGROUP, "/bin/sh"));
        enricher.accept(Records.exec(1, 30, "/bin/host"));
        assertThat(events).hasSize(1);
        assertThat(last(Event.Exec.class).process().binary()).isEqualTo("/bin/host");
        pod = new PodResolver.KnownPod(Sample.pod("default", "cloudyuga"), List.of());
        waiting.tick();
        Event.Exec late = last(Event.Exec.class);
        assertThat(Objects.requireNonNull(late.process().pod()).name()).isEqualTo("cloudyuga");
        assertThat(Objects.requireNonNull(late.process().pod()).container().pid()).isEqualTo(1);
    }

    @Test
    void eventsOfOneContainerKeepTheirOrder() {
        enricher.accept(Records.exec(1, 20, 1, CGROUP, "/bin/sh"));
        pod = new PodResolver.KnownPod(Sample.pod("default", "cloudyuga"), List.of());
        enricher.accept(Records.exit(20, 0));
        assertThat(events).hasExactlyElementsOfTypes(Event.Exec.class, Event.Exit.class);
    }

    @Test
    void eventWhosePodNeverComesGoesOutWithItsContainerId() {
        enricher.accept(Records.exec(1, 20, 1, CGROUP, "/bin/sh"));
        nanos += WaitingRoom.PATIENCE.toNanos() - 1;
        waiting.tick();
        assertThat(events).isEmpty();
        nanos += 1;
        waiting.tick();
        assertThat(last(Event.Exec.class).process().pod()).isNull();
        assertThat(last(Event.Exec.class).process().docker()).hasSize(31);
        assertThat(waiting.statistics())
                .isEqualTo(new WaitingRoom.Statistics(0, 1, Map.of(EventKind.PROCESS_EXEC, 1L)));
    }

    @Test
    void fullRoomPushesTheOldestOut() {
        for (int i = 0; i <= WaitingRoom.SEATS; i++) {
            enricher.accept(Records.exec(1, 20, 1, CGROUP, "/bin/sh", Integer.toString(i)));
        }
        assertThat(events).hasSize(1);
        assertThat(last(Event.Exec.class).process().arguments()).isEqualTo("0");
        waiting.flush();
        assertThat(events).hasSize(WaitingRoom.SEATS + 1);
    }

    @Test
    void withoutKubernetesNobodyWaits() {
        expectsPods = false;
        enricher.accept(Records.exec(1, 20, 1, CGROUP, "/bin/sh"));
        assertThat(events).hasSize(1);
    }

    @Test
    void commandOfAProbeIsMarked() {
        pod =
                new PodResolver.KnownPod(
                        Sample.pod("default", "x"), List.of(List.of("cat", "/tmp/healthy")));
        enricher.accept(Records.exec(1, 20, 5, CGROUP, "/bin/cat", "/tmp/healthy"));
        assertThat(
                        Objects.requireNonNull(last(Event.Exec.class).process().pod())
                                .container()
                                .maybeExecProbe())
                .isTrue();
        enricher.accept(Records.exec(1, 21, 6, CGROUP, "/bin/cat", "/etc/passwd"));
        assertThat(
                        Objects.requireNonNull(last(Event.Exec.class).process().pod())
                                .container()
                                .maybeExecProbe())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "::1,::1",
        "2001:db8:0:0:1:0:0:1,2001:db8::1:0:0:1",
        "fe80::,fe80::",
        "::,::",
        "1:0:2:3:4:5:6:7,1:0:2:3:4:5:6:7",
        "10.1.2.3,10.1.2.3"
    })
    void addressesAreWrittenShort(String text, String expected) throws Exception {
        assertThat(SocketNames.address(InetAddress.getByName(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0100644,-rw-r--r--", "0040755,drwxr-xr-x", "0104755,-rwsr-xr-x", "0041777,drwxrwxrwt",
        "0120777,lrwxrwxrwx", "0102644,-rw-r-Sr--", "0010600,prw-------", "0140755,srwxr-xr-x"
    })
    void modesAreWrittenAsLsDoes(String octal, String expected) {
        assertThat(FileModes.text(Integer.parseInt(octal, 8))).isEqualTo(expected);
    }
}
