package beelab.lab.scenario;

import java.util.List;

/**
 * A command in a pod's container ends with a given exit code. Run without a shell: the list is the
 * argument vector.
 *
 * @param namespace namespace of the pod
 * @param pod name of the pod
 * @param container name of the container; empty for the pod's default
 * @param command argument vector, never empty
 * @param exit exit code it must have
 */
public record ExecCondition(
        String namespace,
        String pod,
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
        return "in pod %s/%s, `%s` exits with %d"
                .formatted(namespace, pod, String.join(" ", command), exit);
    }
}
