package beelab.lab.scenario;

/**
 * A Deployment or DaemonSet has all the pods that it wants, Ready; or it is gone with all of them.
 *
 * @param kind what it is
 * @param namespace its namespace
 * @param name its name
 * @param state what it must be
 */
public record WorkloadCondition(
        Kind kind,
        String namespace,
        String name,
        PodCondition.State state,
        String message,
        Mark mark)
        implements ClusterCondition {

    /** Kinds that an expectation can name, in the spelling of scenario.yaml. */
    public enum Kind {
        /** One pod on each of its nodes. */
        DAEMONSET,
        /** So many pods, somewhere. */
        DEPLOYMENT;

        /** The key in scenario.yaml: {@code daemonset}. */
        public String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Override
    public String describe() {
        return switch (state) {
            case READY ->
                    kind == Kind.DAEMONSET
                            ? "daemonset %s/%s is Ready on every node".formatted(namespace, name)
                            : "deployment %s/%s has all its pods Ready".formatted(namespace, name);
            case ABSENT -> "%s %s/%s is absent".formatted(kind.key(), namespace, name);
        };
    }
}
