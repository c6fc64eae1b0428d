package beelab.sensor.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The container of a process.
 *
 * @param id runtime and full id, {@code containerd://4f1a…}
 * @param startTime null while the runtime has not told it
 * @param pid pid of the process inside the container's pid namespace, null when not known
 * @param maybeExecProbe whether the command looks like one of the container's exec probes
 * @param privileged null when the container's security context says nothing
 */
public record Container(
        String id,
        String name,
        String imageId,
        String imageName,
        @Nullable Instant startTime,
        @Nullable Integer pid,
        boolean maybeExecProbe,
        @Nullable Boolean privileged) {

    /** The same container as one of its processes sees it. */
    public Container of(@Nullable Integer processPid, boolean probe) {
        return new Container(
                id, name, imageId, imageName, startTime, processPid, probe, privileged);
    }
}
