package beelab.sensor.wire;

/**
 * Credentials of a process. Ids are unsigned 32-bit numbers in the initial user namespace.
 *
 * @param permitted capability bits, as are the two that follow
 */
public record Credentials(
        long uid,
        long gid,
        long euid,
        long egid,
        long suid,
        long sgid,
        long fsuid,
        long fsgid,
        int securebits,
        long permitted,
        long effective,
        long inheritable) {}
