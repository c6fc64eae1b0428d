package beelab.sensor.process;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.event.Process;
import beelab.sensor.testing.RandomCases;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.KernelText;
import beelab.sensor.wire.ProcessId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessCacheTest {
    private static final Instant BOOT = Instant.parse("2026-01-01T00:00:00Z");

    private final ProcessCache cache = cache(100);

    private static ProcessCache cache(int capacity) {
        return new ProcessCache(
                new ProcessOptions(
                        "node-1", true, true, Records.HOST, null, (binary, text) -> text, capacity),
                nanos -> BOOT.plusNanos(nanos));
    }

    @AfterEach
    void countsAreRight() {
        cache.checkInvariants();
    }

    @Test
    void executionIsNamedByNodeTimeAndPid() {
        Process process = cache.executed(Records.exec(1, 42, "/bin/ls", "-l")).asRelative();
        assertThat(new String(Base64.getDecoder().decode(process.execId()), StandardCharsets.UTF_8))
                .isEqualTo("node-1:42000005:42");
        assertThat(process.startTime()).isEqualTo(BOOT.plusNanos(42_000_005));
        assertThat(process.binary()).isEqualTo("/bin/ls");
        assertThat(process.arguments()).isEqualTo("-l");
        assertThat(process.auid()).isEqualTo(-1);
    }

    @Test
    void shellThatStartsACommandIsItsParent() {
        cache.scanned(Records.exec(1, 10, "/bin/bash"));
        cache.cloned(Records.fork(10, 11));
        Execution clone = find(11);
        assertThat(clone.asRelative().flags()).isEqualTo("clone");
        assertThat(clone.asRelative().binary()).isEqualTo("/bin/bash");
        Execution ls = cache.executed(Records.exec(10, 11, "/bin/ls"));
        assertThat(ls.asRelative().flags()).isEqualTo("execve clone");
        Execution shell = Objects.requireNonNull(ls.parent());
        assertThat(shell.asRelative().binary()).isEqualTo("/bin/bash");
        assertThat(ls.asRelative().parentExecId()).isEqualTo(shell.asRelative().execId());
        assertThat(shell.asRelative().refCount()).as("itself and its child").isEqualTo(2);
        assertThat(ls.asRelative().refCount()).isEqualTo(1);
    }

    @Test
    void endGivesBackTheReferenceOfTheParent() {
        cache.scanned(Records.exec(1, 10, "/bin/bash"));
        cache.cloned(Records.fork(10, 11));
        cache.executed(Records.exec(10, 11, "/bin/ls"));
        Execution ended = Objects.requireNonNull(cache.ended(Records.exit(11, 0)));
        assertThat(ended.asRelative().refCount()).isZero();
        assertThat(find(10).asRelative().refCount()).isEqualTo(1);
        assertThat(find(11)).as("late records still find it").isSameAs(ended);
    }

    @Test
    void secondExecutionHasNoCloneFlagAndKeepsTheParent() {
        cache.scanned(Records.exec(1, 10, "/bin/bash"));
        cache.cloned(Records.fork(10, 11));
        cache.executed(Records.exec(10, 11, "/usr/bin/env", "ls"));
        Execution again = cache.executed(Records.exec(10, 11, "/bin/ls"));
        assertThat(again.asRelative().flags()).isEqualTo("execve");
        assertThat(Objects.requireNonNull(again.parent()).asRelative().binary())
                .isEqualTo("/bin/bash");
        assertThat(find(10).asRelative().refCount()).isEqualTo(2);
    }

    @Test
    void orphanKeepsItsParentUntilItEnds() {
        cache.scanned(Records.exec(1, 10, "/bin/bash"));
        cache.cloned(Records.fork(10, 11));
        cache.ended(Records.exit(10, 0));
        for (int i = 0; i < 5; i++) {
            cache.collect();
        }
        assertThat(Objects.requireNonNull(find(11).parent()).asRelative().binary())
                .isEqualTo("/bin/bash");
        cache.ended(Records.exit(11, 0));
        for (int i = 0; i < 3; i++) {
            cache.collect();
        }
        assertThat(cache.statistics().size()).isZero();
    }

    @Test
    void endedProcessStaysForTwoCollections() {
        cache.scanned(Records.exec(1, 10, "/bin/bash"));
        cache.ended(Records.exit(10, 0));
        cache.collect();
        cache.collect();
        assertThat(cache.find(Records.id(10))).isNotNull();
        cache.collect();
        assertThat(cache.find(Records.id(10))).isNull();
    }

    @Test
    void pidThatIsUsedAgainIsAnotherProcess() {
        cache.executed(Records.exec(1, 10, "/bin/old"));
        KernelEvent.Exec old = Records.exec(1, 10, "/bin/new");
        KernelEvent.Exec reused =
                new KernelEvent.Exec(
                        new ProcessId(10, 99_000_000_000L),
                        10,
                        99_000_000_001L,
                        old.parent(),
                        old.loginUid(),
                        old.credentials(),
                        old.namespaces(),
                        old.cgroupId(),
                        old.inode(),
                        old.links(),
                        old.namespacePid(),
                        old.filename(),
                        old.executable(),
                        old.workingDirectory(),
                        old.cgroupName(),
                        old.arguments(),
                        old.flags());
        cache.executed(reused);
        assertThat(cache.find(Records.id(10))).as("the old one").isNull();
        assertThat(cache.statistics().missedExits()).isEqualTo(1);
    }

    @Test
    void scannedProcessIsKnownByItsClockTick() {
        cache.scanned(Records.exec(1, 10, "/bin/bash"));
        // /proc says 10 ms; the kernel side knows the nanoseconds within that tick.
        ProcessId exact = new ProcessId(10, Records.id(10).startNanos() + 9_999_999);
        assertThat(cache.find(exact)).isNotNull();
        assertThat(cache.find(new ProcessId(10, Records.id(10).startNanos() + 10_000_000)))
                .isNull();
    }

    @Test
    void unknownProcessIsCounted() {
        assertThat(cache.ended(Records.exit(77, 0))).isNull();
        assertThat(cache.lookUp(Records.id(78))).isNull();
        assertThat(cache.statistics().unknown()).isEqualTo(2);
    }

    @Test
    void fullCacheDropsWhatWasSilentLongest() {
        ProcessCache small = cache(2);
        small.scanned(Records.exec(1, 10, "/bin/a"));
        small.scanned(Records.exec(1, 11, "/bin/b"));
        assertThat(small.find(Records.id(10))).isNotNull();
        small.scanned(Records.exec(1, 12, "/bin/c"));
        assertThat(small.find(Records.id(11))).isNull();
        assertThat(small.find(Records.id(10))).isNotNull();
        assertThat(small.statistics().evicted()).isEqualTo(1);
        small.checkInvariants();
    }

    @Test
    void containersInitAndItsChildrenAreInTheInitTree() {
        String cgroup = "docker-" + "ab".repeat(32) + ".scope";
        cache.cloned(
                new KernelEvent.Fork(Records.id(20), 20, 20_000_000L, Records.id(1), 1, 1, false));
        Execution init = cache.executed(Records.exec(1, 20, 1, cgroup, "/bin/sh"));
        cache.cloned(Records.fork(20, 21));
        Execution child = cache.executed(Records.exec(20, 21, 2, cgroup, "/bin/ls"));
        Execution execedInto = cache.executed(Records.exec(1, 22, 9, cgroup, "/bin/id"));
        assertThat(init.asRelative().inInitTree()).isTrue();
        assertThat(init.asRelative().flags()).isEqualTo("execve clone inInitTree");
        assertThat(child.asRelative().inInitTree()).isTrue();
        assertThat(execedInto.asRelative().inInitTree()).isFalse();
        assertThat(init.asRelative().docker()).isEqualTo("ab".repeat(16).substring(0, 31));
        assertThat(init.containerId()).isEqualTo("ab".repeat(32));
    }

    @Test
    void flagsStandInTheOrderOfTheContract() {
        KernelEvent.Exec plain = Records.exec(1, 30, "/bin/x");
        KernelEvent.Exec broken =
                new KernelEvent.Exec(
                        plain.process(),
                        30,
                        plain.ktime(),
                        plain.parent(),
                        0,
                        Records.ROOT,
                        Records.HOST,
                        1,
                        5,
                        1,
                        30,
                        plain.filename(),
                        plain.executable(),
                        KernelText.of("/"),
                        KernelText.of("x"),
                        new KernelEvent.Arguments(List.of("/bin/x"), true, 0),
                        new KernelEvent.ExecFlags(false, false, true, false));
        assertThat(cache.executed(broken).asRelative().flags())
                .isEqualTo("execve truncArgs miss rootcwd errorCWD");
    }

    @Test
    void relativeProgramIsNamedFromItsWorkingDirectory() {
        assertThat(cache.executed(Records.exec(1, 40, "./run.sh")).asRelative().binary())
                .isEqualTo("/root/run.sh");
        assertThat(cache.executed(Records.exec(1, 41, "../bin/x")).asRelative().binary())
                .isEqualTo("/bin/x");
    }

    @Test
    void argumentsAreJoinedAsTheContractSays() {
        assertThat(ArgumentLine.of(List.of("ls"))).isEmpty();
        assertThat(ArgumentLine.of(List.of("ln", "-s", "/a", "/b"))).isEqualTo("-s /a /b");
        assertThat(ArgumentLine.of(List.of("sh", "-c", "cat /x"))).isEqualTo("-c \"cat /x\"");
        assertThat(ArgumentLine.of(List.of("sh", "a b", "c"))).isEqualTo(" \"a b\" c");
        assertThat(ArgumentLine.of(List.of("x", "", "y", ""))).isEqualTo(" y ");
    }

    @Test
    void containerIdIsFoundInTheNamesOfAllRuntimes() {
        String id = "0123456789abcdef".repeat(4);
        assertThat(ContainerId.of(id)).isEqualTo(id);
        assertThat(ContainerId.of("docker-" + id + ".scope")).isEqualTo(id);
        assertThat(ContainerId.of("cri-containerd-" + id + ".scope")).isEqualTo(id);
        assertThat(ContainerId.of("a" + id)).isEmpty();
        assertThat(ContainerId.of("user.slice")).isEmpty();
    }

    /** Any order of forks, execs, exits and collections, with lost records as well. */
    @Test
    void countsStayRightWhateverHappens() {
        RandomCases.tryOut(300, ProcessCacheTest::liveAndDie);
    }

    private static void liveAndDie(Random random) {
        ProcessCache any = cache(8);
        for (int i = random.nextInt(60); i > 0; i--) {
            int step = random.nextInt(400);
            int pid = 1 + step / 4 % 10;
            int other = 1 + step / 40;
            switch (step % 4) {
                case 0 -> any.cloned(Records.fork(other, pid));
                case 1 -> any.executed(Records.exec(other, pid, "/bin/x"));
                case 2 -> any.ended(Records.exit(pid, 0));
                default -> any.collect();
            }
            any.checkInvariants();
        }
    }

    private Execution find(int pid) {
        return Objects.requireNonNull(cache.find(Records.id(pid)));
    }
}
