package beelab.sensor.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What to do with a matching call.
 *
 * @param path field path in the policy
 * @param argError value that Override returns instead of running the function: 0 or a negative
 *     errno
 * @param argSig number of the signal that Signal sends
 * @param argIndex position in the hook's args of the operand that Set writes
 * @param argValue the 4 bytes that Set writes, 0 to 4294967295
 * @param registers what Override sets at a uprobe, such as {@code rax=11}
 * @param target where Override goes on at a uprobe
 * @param rateLimit at most one event in this time, such as {@code 5s}; empty for no limit
 * @param rateLimitScope {@code thread}, {@code process}, {@code global} or empty
 */
public record Action(
        String path,
        Kind kind,
        int argError,
        int argSig,
        int argSock,
        String argUrl,
        String argFqdn,
        int argIndex,
        long argValue,
        List<String> registers,
        Target target,
        String rateLimit,
        String rateLimitScope,
        boolean kernelStackTrace,
        boolean userStackTrace,
        boolean imaHash) {

    /**
     * Where a program goes on instead of the function that a uprobe is at, in the same file.
     *
     * @param symbol function by name; empty when not given
     * @param address by virtual address; 0 when not given
     * @param offset by file offset; 0 when not given
     */
    public record Target(String symbol, long address, long offset) {
        /** How many of the three are given. */
        public int forms() {
            return (symbol.isEmpty() ? 0 : 1) + (address == 0 ? 0 : 1) + (offset == 0 ? 0 : 1);
        }
    }

    /** The actions of the language. */
    public enum Kind {
        POST("Post", false),
        SIGKILL("Sigkill", true),
        OVERRIDE("Override", true),
        GET_URL("GetUrl", false),
        DNS_LOOKUP("DnsLookup", false),
        NO_POST("NoPost", false),
        SIGNAL("Signal", true),
        TRACK_SOCK("TrackSock", false),
        UNTRACK_SOCK("UntrackSock", false),
        NOTIFY_ENFORCER("NotifyEnforcer", true),
        CLEANUP_ENFORCER_NOTIFICATION("CleanupEnforcerNotification", false),
        SET("Set", true);

        private static final Map<String, Kind> BY_NAME =
                Arrays.stream(values())
                        .collect(Collectors.toMap(Kind::yamlName, Function.identity()));

        private final String yamlName;
        private final boolean enforces;

        Kind(String yamlName, boolean enforces) {
            this.yamlName = yamlName;
            this.enforces = enforces;
        }

        /** The spelling in a policy. */
        public String yamlName() {
            return yamlName;
        }

        /** Whether it changes what the process can do, so that monitor mode leaves it out. */
        public boolean enforces() {
            return enforces;
        }

        static Kind ofYaml(String name) {
            return BY_NAME.getOrDefault(name, POST);
        }

        static List<String> yamlNames() {
            return Arrays.stream(values()).map(Kind::yamlName).toList();
        }
    }
}
