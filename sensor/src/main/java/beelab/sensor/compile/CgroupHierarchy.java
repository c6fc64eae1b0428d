package beelab.sensor.compile;

import java.nio.file.Path;

/**
 * The cgroup hierarchy by which workloads are told apart. On pure v2 and on v1 alike a workload is
 * the inode of its directory in this hierarchy; programs read it from {@code
 * task->cgroups->subsys[subsysIndex]->cgroup->kn} on v1, and by {@code bpf_get_current_cgroup_id()}
 * on v2.
 *
 * @param version 2 when every controller is in the unified hierarchy; 1 otherwise, hybrid included
 * @param controller v1 controller such as {@code pids}; empty on v2
 * @param subsysIndex value of {@code enum cgroup_subsys_id} for the controller; -1 on v2
 * @param mountPoint where the hierarchy is mounted, such as {@code /sys/fs/cgroup/pids}
 */
public record CgroupHierarchy(int version, String controller, int subsysIndex, Path mountPoint) {
    public CgroupHierarchy {
        if (version != 1 && version != 2) {
            throw new IllegalArgumentException("cgroup version " + version);
        }
    }

    /** The unified hierarchy at its usual place. */
    public static CgroupHierarchy unified() {
        return new CgroupHierarchy(2, "", -1, Path.of("/sys/fs/cgroup"));
    }
}
