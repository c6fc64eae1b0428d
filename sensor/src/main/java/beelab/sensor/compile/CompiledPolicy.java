package beelab.sensor.compile;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A policy, planned for one kernel: everything that the loader needs and nothing that it must
 * decide.
 *
 * @param id number of the policy in this agent, from 1
 * @param name {@code metadata.name}
 * @param namespace of a TracingPolicyNamespaced; empty for a cluster-wide policy
 * @param workloadFilter whether only cgroups in the map {@code policy_cgroups} are looked at
 * @param hostToo whether processes outside of containers are looked at besides: that map then has
 *     the containers that are not
 * @param monitor whether enforcement is only counted when the policy is loaded
 * @param hooks in the order of the document; the position is the hook id in the records
 */
public record CompiledPolicy(
        int id,
        String name,
        String namespace,
        boolean workloadFilter,
        boolean hostToo,
        boolean monitor,
        List<CompiledHook> hooks) {
    public CompiledPolicy {
        hooks = List.copyOf(hooks);
    }

    /** A policy that is not for the host apart from containers. */
    public CompiledPolicy(
            int id,
            String name,
            String namespace,
            boolean workloadFilter,
            boolean monitor,
            List<CompiledHook> hooks) {
        this(id, name, namespace, workloadFilter, false, monitor, hooks);
    }

    /** Whether some hook remembers who owns a socket, so that the events of sockets are told so. */
    public boolean tracksSocks() {
        return hooks.stream()
                .anyMatch(hook ->
                        hook.returnSock() == CompiledHook.ReturnSock.TRACK
                                || hook.programs().stream()
                                        .flatMap(program -> program.selectors().stream())
                                        .flatMap(s -> s.action().extras().socks().stream())
                                        .anyMatch(Extras.Sock::tracked));
    }

    /**
     * The selector of a record; empty when it has none, or one that the policy does not have.
     *
     * @param hook position in {@link #hooks()}
     * @param selector position in the hook's program
     */
    public Optional<CompiledSelector> selector(int hook, OptionalInt selector) {
        int at = hook;
        while (at > 0 && at < hooks.size() && hooks.get(at).programs().isEmpty()) {
            at--; // A program of a hook before serves this one too.
        }
        if (at >= hooks.size() || selector.isEmpty()) {
            return Optional.empty();
        }
        return hooks.get(at).programs().stream()
                .filter(program -> selector.getAsInt() < program.selectors().size())
                .findFirst()
                .map(program -> program.selectors().get(selector.getAsInt()));
    }
}
