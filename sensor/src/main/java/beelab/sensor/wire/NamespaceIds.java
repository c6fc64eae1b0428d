package beelab.sensor.wire;

/** Inode numbers of the namespaces of a process, unsigned; 0 when the kernel does not have one. */
public record NamespaceIds(
        long uts,
        long ipc,
        long mnt,
        long pid,
        long pidForChildren,
        long net,
        long time,
        long timeForChildren,
        long cgroup,
        long user) {}
