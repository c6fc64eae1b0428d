package beelab.lab.scenario;

/**
 * A DaemonSet has a Ready pod on every node that it wants one on.
 *
 * @param namespace namespace of the DaemonSet
 * @param name name of the DaemonSet
 */
public record DaemonSetCondition(String namespace, String name, String message, Mark mark)
        implements ClusterCondition {
    @Override
    public String describe() {
        return "daemonset %s/%s is Ready on every node".formatted(namespace, name);
    }
}
