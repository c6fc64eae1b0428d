package beelab.sensor.attach;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.attach.LiveSensor.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Selectors on the process and the larger operators, in the kernel: what matches and what does not.
 */
@Tag("kernel")
@ExtendWith(TracefsMounted.class)
class SelectorsTest {
    private static final String LN = "/bin/ln";

    @TempDir private Path directory;
    private LiveSensor sensor;

    @BeforeEach
    void open() throws Exception {
        sensor = LiveSensor.ofPolicies();
    }

    @AfterEach
    void close() {
        sensor.close();
    }

    /** One hook with the selectors given as one line of YAML each. */
    private void load(String call, String args, String... selectors) throws Exception {
        String lines =
                IntStream.range(0, selectors.length)
                        .mapToObj(i -> "  - " + selectors[i] + "\n")
                        .collect(Collectors.joining());
        String hook =
                """
                kprobes:
                - call: %s
                  args: %s
                  selectors:
                """
                        .formatted(call, args);
        assertThat(sensor.load("selectors", hook + lines).error()).isEmpty();
    }

    private void loadLinks(String selector) throws Exception {
        load("sys_symlinkat", "[{index: 0, type: string}, {index: 2, type: string}]", selector);
    }

    private int hits(String... command) throws Exception {
        Child child = LiveSensor.run(directory, command);
        return sensor.hits(child).size();
    }

    /** Hits of any process since the policy was loaded, when this child has ended. */
    private int allHits(String... command) throws Exception {
        sensor.awaitExit(LiveSensor.run(directory, command));
        return sensor.find(beelab.sensor.wire.KernelEvent.HookHit.class, _ -> true).size();
    }

    private String shell(String name) throws Exception {
        Path copy = directory.toRealPath().resolve(name);
        Files.copy(Path.of("/bin/dash").toRealPath(), copy, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        return copy.toString();
    }

    @Test
    void idsOfTheUser() throws Exception {
        loadLinks("matchCurrentCred: [{uid: [{operator: InRange, values: [\"65000:65535\"]}]}]");
        assertThat(hits("setpriv", "--reuid", "65534", "--clear-groups", LN, "-s", "a", "b"))
                .isEqualTo(1);
        assertThat(hits(LN, "-s", "a", "c")).isZero();
    }

    @Test
    void capabilitiesInEffect() throws Exception {
        loadLinks("matchCapabilities: [{operator: NotIn, values: [CAP_CHOWN]}]");
        assertThat(hits("setpriv", "--reuid", "65534", "--clear-groups", LN, "-s", "a", "b"))
                .isEqualTo(1);
        assertThat(hits(LN, "-s", "a", "c")).isZero();
    }

    @Test
    void capabilitiesThatWereGivenAwayByTheProgramItself() throws Exception {
        load(
                "sys_execve",
                "[{index: 0, type: string}]",
                "matchCapabilityChanges: [{operator: In, values: [CAP_CHOWN]}]");
        assertThat(hits("chroot", "--userspec=65534:65534", "/", "/bin/true"))
                .as("chroot executes true when it has given its rights away")
                .isPositive();
        assertThat(hits("env", "/bin/true")).isZero();
    }

    @Test
    void namespacesOfTheProcess() throws Exception {
        loadLinks("matchNamespaces: [{namespace: Uts, operator: NotIn, values: [host_ns]}]");
        assertThat(hits("unshare", "--uts", LN, "-s", "a", "b")).isEqualTo(1);
        assertThat(hits(LN, "-s", "a", "c")).isZero();
    }

    @Test
    void namespacesThatTheProgramLeft() throws Exception {
        load(
                "sys_execve",
                "[{index: 0, type: string}]",
                "matchNamespaceChanges: [{operator: In, values: [Uts, Net]}]");
        assertThat(hits("unshare", "--uts", "/bin/true")).isPositive();
        assertThat(hits("unshare", "--ipc", "/bin/true")).isZero();
    }

    @Test
    void theScriptAndNotItsInterpreter() throws Exception {
        Path script = directory.toRealPath().resolve("work.sh");
        Files.writeString(script, "#!/bin/sh\ncd /\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        load(
                "sys_chdir",
                "[{index: 0, type: string}]",
                "matchBinaries: [{operator: In, matchScript: true, values: [\"" + script + "\"]}]");
        assertThat(hits(script.toString())).as("by its full path").isEqualTo(1);
        assertThat(hits("./work.sh")).as("from its directory").isEqualTo(1);
        assertThat(hits("/bin/sh", "-c", "cd /")).isZero();
    }

    @Test
    void parentsAndDescendants() throws Exception {
        String parent = shell("parent");
        loadLinks("matchParentBinaries: [{operator: In, values: [\"" + parent + "\"]}]");
        assertThat(allHits("/bin/sh", "-c", LN + " -s a b; true")).isZero();
        assertThat(allHits(parent, "-c", LN + " -s a c; true")).isEqualTo(1);
    }

    @Test
    void descendantsOfAnExecutable() throws Exception {
        String ancestor = shell("ancestor");
        loadLinks(
                "matchBinaries: [{operator: In, followChildren: true, values: [\""
                        + ancestor
                        + "\"]}]");
        assertThat(allHits("/bin/sh", "-c", LN + " -s a b; true")).isZero();
        assertThat(allHits(ancestor, "-c", "/bin/sh -c '" + LN + " -s a c; true'; true"))
                .isEqualTo(1);
    }

    @Test
    void partsOfTexts() throws Exception {
        loadLinks("matchArgs: [{index: 0, operator: SubStringIgnCase, values: [PASSWD, x11]}]");
        assertThat(hits(LN, "-s", "/etc/passwd-", "b")).isEqualTo(1);
        assertThat(hits(LN, "-s", "/etc/group", "c")).isZero();
    }

    @Test
    void expressionsOverArguments() throws Exception {
        Files.createFile(directory.resolve("f"));
        load(
                "sys_fchmodat",
                "[{index: 1, type: string}, {index: 2, type: uint32}]",
                "matchArgs: [{operator: CelExpr, values: [\"arg1 - 1u == 415u || arg1 == 448u\"]}]");
        assertThat(hits("chmod", "640", "f")).isEqualTo(1);
        assertThat(hits("chmod", "700", "f")).isEqualTo(1);
        assertThat(hits("chmod", "600", "f")).isZero();
    }

    @Test
    void aHundredSelectors() throws Exception {
        String[] selectors =
                IntStream.range(0, 100)
                        .mapToObj(i ->
                                "matchArgs: [{index: 0, operator: Equal, values: [\"/t/%d\"]}]"
                                        .formatted(i))
                        .toArray(String[]::new);
        load("sys_symlinkat", "[{index: 0, type: string}]", selectors);
        assertThat(hits(LN, "-s", "/t/99", "b")).isEqualTo(1);
        assertThat(hits(LN, "-s", "/t/0", "c")).isEqualTo(1);
        assertThat(hits(LN, "-s", "/t/100", "d")).isZero();
    }
}
