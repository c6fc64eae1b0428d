package beelab.sensor.attach;

/**
 * How the watcher of pods tells the loaded policies which containers exist. The calls return at
 * once; the thread {@code policy-control} performs them in order.
 */
public interface WorkloadControl {

    /**
     * A container runs, or what is known of it changed (labels of its pod). Policies that select it
     * see its processes from now on, others do not any more.
     */
    void containerRunning(Workload workload);

    /** A container is gone. */
    void containerGone(String containerId);

    /**
     * A process was seen in a cgroup whose last path component is {@code cgroupName}. Teaches the
     * id of a container's cgroup without a look at the file system; names that hold no container id
     * are ignored.
     */
    void cgroupSeen(String cgroupName, long cgroupId);
}
