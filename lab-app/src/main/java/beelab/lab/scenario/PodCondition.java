package beelab.lab.scenario;

/**
 * A pod is Ready, or is gone.
 *
 * @param namespace namespace of the pod
 * @param name name of the pod
 * @param state what it must be
 */
public record PodCondition(String namespace, String name, State state, String message, Mark mark)
        implements ClusterCondition {

    /** What a pod can be required to be. */
    public enum State {
        /** Its Ready condition is true. */
        READY,
        /** No pod of that name exists. */
        ABSENT
    }

    @Override
    public String describe() {
        return "pod %s/%s is %s"
                .formatted(namespace, name, state == State.READY ? "Ready" : "absent");
    }
}
