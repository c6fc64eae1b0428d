package beelab.sensor.policy;

import java.util.List;

/** Names that selectors use, with what the kernel calls them. */
public final class SelectorNames {
    /** Kinds of namespaces, in the order of the kernel side's {@code struct namespace_ids}. */
    public static final List<String> NAMESPACES =
            List.of(
                    "Uts",
                    "Ipc",
                    "Mnt",
                    "Pid",
                    "PidForChildren",
                    "Net",
                    "Time",
                    "TimeForChildren",
                    "Cgroup",
                    "User");

    private SelectorNames() {}

    /** The position of a kind of namespace; -1 when there is none of that name. */
    public static int namespace(String name) {
        return NAMESPACES.indexOf(name);
    }
}
