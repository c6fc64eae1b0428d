package beelab.sensor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.compile.CgroupHierarchy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which hierarchy is chosen, by texts as real systems show them. */
class CgroupFinderTest {
    private static final List<String> CONTROLLERS =
            List.of(
                    "#subsys_name\thierarchy\tnum_cgroups\tenabled",
                    "cpuset\t3\t1\t1",
                    "cpu\t1\t1\t1",
                    "memory\t4\t18\t1",
                    "pids\t8\t1\t1");

    @Test
    void pureVersion2() {
        assertThat(
                        CgroupFinder.find(
                                List.of(
                                        "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2"
                                                + " cgroup2 rw,nsdelegate"),
                                CONTROLLERS))
                .isEqualTo(CgroupHierarchy.unified());
    }

    @Test
    void version1BesideAnUnusedUnifiedHierarchy() {
        assertThat(
                        CgroupFinder.find(
                                List.of(
                                        "30 23 0:26 / /sys/fs/cgroup/unified rw - cgroup2 cgroup rw",
                                        "31 23 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup"
                                                + " rw,memory",
                                        "32 23 0:28 / /sys/fs/cgroup/pids rw - cgroup cgroup"
                                                + " rw,pids"),
                                CONTROLLERS))
                .isEqualTo(new CgroupHierarchy(1, "pids", 3, Path.of("/sys/fs/cgroup/pids")));
    }

    @Test
    void theHostsTreeIsPreferredToTheContainersOwnPart() {
        assertThat(
                        CgroupFinder.find(
                                List.of(
                                        "32 23 0:28 /docker/4f9c /sys/fs/cgroup/pids ro - cgroup"
                                                + " cgroup rw,pids",
                                        "33 23 0:28 / /host/cgroup/pids ro - cgroup cgroup"
                                                + " rw,pids"),
                                CONTROLLERS))
                .extracting(CgroupHierarchy::mountPoint)
                .isEqualTo(Path.of("/host/cgroup/pids"));
        assertThat(
                        CgroupFinder.find(
                                List.of(
                                        "32 23 0:28 / /sys/fs/cgroup ro - cgroup2 cgroup rw",
                                        "33 23 0:28 /../../.. /host/cgroup ro - cgroup2 cgroup rw"),
                                CONTROLLERS))
                .extracting(CgroupHierarchy::mountPoint)
                .isEqualTo(Path.of("/host/cgroup"));
    }

    @Test
    void theHostsTreeOfAnotherControllerIsPreferredToo() {
        assertThat(
                        CgroupFinder.find(
                                List.of(
                                        "32 23 0:28 /docker/4f9c /sys/fs/cgroup/pids ro - cgroup"
                                                + " cgroup rw,pids",
                                        "33 23 0:27 / /host/cgroup ro - cgroup cgroup rw,memory"),
                                CONTROLLERS))
                .isEqualTo(new CgroupHierarchy(1, "memory", 2, Path.of("/host/cgroup")));
    }

    @Test
    void nothingMountedCountsAsVersion2() {
        assertThat(CgroupFinder.find(List.of(), List.of())).isEqualTo(CgroupHierarchy.unified());
    }
}
