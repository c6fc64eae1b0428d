package beelab.sensor.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One way to match a call: all filters must hold; lists that are empty filter nothing. Macros are
 * already merged in.
 *
 * @param path field path in the policy, such as {@code spec.kprobes[0].selectors[1]}
 */
public record Selector(
        String path,
        String label,
        List<PidFilter> pids,
        List<ArgumentFilter> arguments,
        List<ArgumentFilter> data,
        List<ArgumentFilter> returnArguments,
        List<BinaryFilter> binaries,
        List<BinaryFilter> parentBinaries,
        List<NamespaceFilter> namespaces,
        List<NamespaceFilter> namespaceChanges,
        List<CapabilityFilter> capabilities,
        List<CapabilityFilter> capabilityChanges,
        List<CredentialFilter> credentials,
        List<Workloads> workloads,
        List<String> macros,
        List<Action> actions,
        List<Action> returnActions) {

    /**
     * Compares arguments.
     *
     * @param index number of the function's argument, which {@code args} of the hook must list
     * @param positions positions in the hook's {@code args} for operators of two operands; empty
     *     when {@code index} is meant
     * @param values what to compare with, as written
     */
    public record ArgumentFilter(
            String path,
            int index,
            List<Integer> positions,
            Operator operator,
            List<String> values) {

        /**
         * Where the compared argument stands in the hook's {@code args}; -1 when they do not list
         * it.
         *
         * <p>In tracepoints {@code index} may also be the position, as Tetragon takes it; the
         * number of the field comes first.
         */
        public int positionIn(Hook hook) {
            List<HookArgument> args = hook.args();
            if (!positions.isEmpty()) {
                return positions.getFirst() < args.size() ? positions.getFirst() : -1;
            }
            for (int i = 0; i < args.size(); i++) {
                if (args.get(i).index() == index) {
                    return i;
                }
            }
            return hook instanceof Hook.Tracepoint && index < args.size() ? index : -1;
        }
    }

    /**
     * Compares the path of the running executable.
     *
     * @param followChildren also match processes that descend from a matching one
     * @param script compare the path of the script that the executable interprets instead
     */
    public record BinaryFilter(
            String path,
            Operator operator,
            List<String> values,
            boolean followChildren,
            boolean script) {}

    /**
     * Compares the process id.
     *
     * @param namespacePid compare the id that the process has in its own pid namespace
     * @param followForks also match descendants
     */
    public record PidFilter(
            String path,
            Operator operator,
            List<Long> values,
            boolean namespacePid,
            boolean followForks) {}

    /** Compares the inode number of a namespace, or {@code host_ns}. */
    public record NamespaceFilter(
            String path, String namespace, Operator operator, List<String> values) {}

    /** Compares a set of capabilities. */
    public record CapabilityFilter(
            String path,
            String type,
            Operator operator,
            boolean namespaceCapability,
            List<String> values) {}

    /** The ids of a process that selectors can compare. */
    public enum CredentialId {
        UID,
        GID,
        EUID,
        EGID,
        SUID,
        SGID,
        FSUID,
        FSGID,
        /** The login uid, 4294967295 when nobody logged in. */
        AUID;

        /** The spelling in a policy. */
        public String yamlName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Compares an id of the process.
     *
     * @param values numbers, or ranges {@code min:max}
     */
    public record CredentialFilter(
            String path, CredentialId id, Operator operator, List<String> values) {}

    /**
     * Which workloads one selector is for; null for a part that the policy does not name. The rules
     * are those of the policy's own selectors.
     */
    public record Workloads(
            String path,
            @Nullable LabelSelector podSelector,
            @Nullable LabelSelector containerSelector,
            @Nullable LabelSelector hostSelector) {}

    /** Every action: those at entry, then those at return. */
    public List<Action> allActions() {
        List<Action> all = new ArrayList<>(actions);
        all.addAll(returnActions);
        return all;
    }

    /** Whether it holds an action that kills, signals or overrides. */
    public boolean enforces() {
        return allActions().stream().anyMatch(action -> action.kind().enforces());
    }
}
