package beelab.lab.scenario;

import java.util.List;

/**
 * A command in a pod's container ends with a given exit code. Run without a shell: the list is the
 * argument vector.
 *
 * @param namespace namespace of the pod
 * @param name name of the pod, or of the Deployment in one of whose Ready pods it is run
 * @param deployment whether the name is that of a Deployment
 * @param container name of the container; empty for the pod's default
 * @param command argument vector, never empty
 * @param exit exit code it must have
 */
public record ExecCondition(
        String namespace,
        String name,
        boolean deployment,
        String container,
        List<String> command,
        int exit,
        String message,
        Mark mark)
        implements ClusterCondition {

    /** Copies the command. */
    public ExecCondition {
        command = List.copyOf(command);
    }

    @Override
    public String describe() {
        return "in %s %s/%s, `%s` exits with %d"
                .formatted(
                        deployment ? "deployment" : "pod",
                        namespace,
                        name,
                        String.join(" ", command),
                        exit);
    }
}
