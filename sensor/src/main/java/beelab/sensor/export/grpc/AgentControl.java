package beelab.sensor.export.grpc;

import beelab.sensor.event.Process;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What clients may ask of the agent itself, beside events and policies. */
public interface AgentControl {

    /** What the agent is and was told. */
    Facts facts();

    /** Level of the agent's own log: {@code ERROR}, {@code WARN}, {@code INFO} and so on. */
    String logLevel();

    /** Changes it, until the agent ends. */
    void setLogLevel(String level);

    /**
     * The process cache at one moment.
     *
     * @throws IllegalStateException when the reader does not answer, as when the agent stops
     */
    List<CachedProcess> processes();

    /**
     * A runtime is about to start a container. Returns when the policies that select it see its
     * first process.
     *
     * @throws IllegalArgumentException when the container cannot be known by what was told
     */
    void containerCreated(NewContainer container);

    /**
     * What does not change while the agent runs.
     *
     * @param version of the agent
     * @param runtime what runs the agent, such as {@code Java 25.0.1}
     * @param kernelFeatures by the names of the contract; null for what is not tried here
     * @param flags every flag with its value
     */
    record Facts(
            String version,
            String runtime,
            Map<String, @Nullable Boolean> kernelFeatures,
            Map<String, String> flags) {}

    /**
     * @param references what {@code refcnt} counts
     * @param state {@code inUse}, or {@code deletePending} once it has ended
     */
    record CachedProcess(Process process, int references, String state) {}

    /**
     * A container as a runtime hook tells it; texts are empty when the hook does not know them.
     *
     * @param cgroupPath {@code linux.cgroupsPath} of its OCI specification
     * @param id 64 hexadecimal digits
     * @param annotations of its OCI specification
     */
    record NewContainer(
            String cgroupPath,
            String id,
            String name,
            String image,
            String podNamespace,
            String podName,
            String podUid,
            Map<String, String> annotations) {}
}
