package beelab.sensor.attach;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.compile.CgroupHierarchy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding containers in a tree of directories, without walking it for each of them. */
class CgroupIndexTest {
    private static final String FIRST = "1".repeat(64);
    private static final String SECOND = "2".repeat(64);

    @TempDir private Path root;
    private long now;
    private CgroupIndex index;

    @BeforeEach
    void create() {
        index = new CgroupIndex(new CgroupHierarchy(1, "pids", 11, root), () -> now);
    }

    private static long inode(Path path) throws Exception {
        return (Long) Files.getAttribute(path, "unix:ino");
    }

    @Test
    void theContainerIdIsReadFromTheNamesThatRuntimesGive() {
        assertThat(CgroupIndex.containerId(FIRST)).isEqualTo(FIRST);
        assertThat(CgroupIndex.containerId("docker-" + FIRST + ".scope")).isEqualTo(FIRST);
        assertThat(CgroupIndex.containerId("cri-containerd-" + FIRST + ".scope")).isEqualTo(FIRST);
        assertThat(CgroupIndex.containerId("ssh.service")).isEmpty();
        assertThat(CgroupIndex.containerId("")).isEmpty();
    }

    @Test
    void aContainerIsFoundDeepInTheTree() throws Exception {
        Path directory =
                Files.createDirectories(
                        root.resolve("kubepods/burstable/podx/docker-" + FIRST + ".scope"));
        assertThat(index.find(FIRST)).hasValue(inode(directory));
        assertThat(index.find(SECOND)).isEmpty();
    }

    @Test
    void aSiblingIsFoundWithoutAnotherWalk() throws Exception {
        Path first = Files.createDirectories(root.resolve("docker").resolve(FIRST));
        assertThat(index.find(FIRST)).hasValue(inode(first));

        Path second = Files.createDirectories(root.resolve("docker").resolve(SECOND));
        assertThat(index.find(SECOND)).as("the clock stands still").hasValue(inode(second));
    }

    @Test
    void walksKeepTheirPause() throws Exception {
        assertThat(index.find(FIRST)).isEmpty();
        Path late = Files.createDirectories(root.resolve("docker").resolve(FIRST));
        assertThat(index.find(FIRST)).as("too early for a second walk").isEmpty();

        now += CgroupIndex.WALK_PAUSE.toNanos();
        assertThat(index.find(FIRST)).hasValue(inode(late));
    }

    @Test
    void whatTheKernelToldNeedsNoTree() {
        index.learn(FIRST, 4711);
        assertThat(index.find(FIRST)).hasValue(4711);
        index.forget(FIRST);
        assertThat(index.find(FIRST)).isEmpty();
    }
}
