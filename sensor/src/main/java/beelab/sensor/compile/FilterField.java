package beelab.sensor.compile;

import static beelab.sensor.compile.ConfigCodes.FIELD_SUBJECT;
import static beelab.sensor.compile.ConfigCodes.OPTION_NEEDS_CREDENTIALS;
import static beelab.sensor.compile.ConfigCodes.OPTION_NEEDS_NAMESPACES;
import static beelab.sensor.compile.ConfigCodes.OPTION_NEEDS_ORIGIN;
import static beelab.sensor.compile.ConfigCodes.OPTION_NEEDS_PIDS;

import java.util.Arrays;
import java.util.Locale;

/** What a filter looks at: something of its argument, or of the process that calls. */
public enum FilterField {
    /** The number. */
    NUMBER(ConfigCodes.FIELD_NUMBER),
    /** The string, the buffer or the path. */
    TEXT(ConfigCodes.FIELD_TEXT),
    /** {@code mode & S_IFMT} of a file, as a number. */
    FILE_TYPE(ConfigCodes.FIELD_FILE_TYPE),
    SOCK_FAMILY(ConfigCodes.FIELD_SOCK_FAMILY),
    SOCK_PROTOCOL(ConfigCodes.FIELD_SOCK_PROTOCOL),
    SOCK_STATE(ConfigCodes.FIELD_SOCK_STATE),
    /** Local port. */
    SOCK_SOURCE_PORT(ConfigCodes.FIELD_SOCK_SPORT),
    /** Remote port. */
    SOCK_DESTINATION_PORT(ConfigCodes.FIELD_SOCK_DPORT),
    /** Local address. */
    SOCK_SOURCE_ADDRESS(ConfigCodes.FIELD_SOCK_SADDR),
    /** Remote address. */
    SOCK_DESTINATION_ADDRESS(ConfigCodes.FIELD_SOCK_DADDR),

    /** Path of the executable. */
    EXECUTABLE(ConfigCodes.FIELD_EXE, ConfigCodes.OPTION_NEEDS_BINARY),
    PARENT_EXECUTABLE(ConfigCodes.FIELD_PARENT_EXE, ConfigCodes.OPTION_NEEDS_PARENT),
    /** Path of the script that the executable interprets. */
    SCRIPT(ConfigCodes.FIELD_SCRIPT, ConfigCodes.OPTION_NEEDS_SCRIPT),
    PARENT_SCRIPT(ConfigCodes.FIELD_PARENT_SCRIPT, ConfigCodes.OPTION_NEEDS_PARENT_SCRIPT),
    /** Bits of the sets of executables that the process or an ancestor ran. */
    FOLLOWED(FIELD_SUBJECT + ConfigCodes.SUBJECT_FOLLOWED, ConfigCodes.OPTION_NEEDS_FOLLOWED),
    PARENT_FOLLOWED(
            FIELD_SUBJECT + ConfigCodes.SUBJECT_PARENT_FOLLOWED,
            ConfigCodes.OPTION_NEEDS_PARENT_FOLLOWED),

    PID(FIELD_SUBJECT + ConfigCodes.SUBJECT_PID, OPTION_NEEDS_PIDS),
    /** The pid that the process's own pid namespace shows. */
    NAMESPACE_PID(FIELD_SUBJECT + ConfigCodes.SUBJECT_NS_PID, OPTION_NEEDS_PIDS),
    /** The pid of the process or of an ancestor, nine generations deep. */
    ANY_PID(PID.code, OPTION_NEEDS_PIDS | ConfigCodes.OPTION_NEEDS_ANCESTORS),
    ANY_NAMESPACE_PID(NAMESPACE_PID.code, OPTION_NEEDS_PIDS | ConfigCodes.OPTION_NEEDS_ANCESTORS),

    /** Inodes of namespaces. */
    NAMESPACE_UTS(FIELD_SUBJECT + ConfigCodes.SUBJECT_NS_UTS, OPTION_NEEDS_NAMESPACES),
    NAMESPACE_IPC(FIELD_SUBJECT + ConfigCodes.SUBJECT_NS_IPC, OPTION_NEEDS_NAMESPACES),
    NAMESPACE_MNT(FIELD_SUBJECT + ConfigCodes.SUBJECT_NS_MNT, OPTION_NEEDS_NAMESPACES),
    /** The pid namespace of the process. */
    NAMESPACE_PIDS(FIELD_SUBJECT + ConfigCodes.SUBJECT_NS_PID_OWN, OPTION_NEEDS_NAMESPACES),
    NAMESPACE_PID_FOR_CHILDREN(
            FIELD_SUBJECT + ConfigCodes.SUBJECT_NS_PID_FOR_CHILDREN, OPTION_NEEDS_NAMESPACES),
    NAMESPACE_NET(FIELD_SUBJECT + ConfigCodes.SUBJECT_NS_NET, OPTION_NEEDS_NAMESPACES),
    NAMESPACE_TIME(FIELD_SUBJECT + ConfigCodes.SUBJECT_NS_TIME, OPTION_NEEDS_NAMESPACES),
    NAMESPACE_TIME_FOR_CHILDREN(
            FIELD_SUBJECT + ConfigCodes.SUBJECT_NS_TIME_FOR_CHILDREN, OPTION_NEEDS_NAMESPACES),
    NAMESPACE_CGROUP(FIELD_SUBJECT + ConfigCodes.SUBJECT_NS_CGROUP, OPTION_NEEDS_NAMESPACES),
    NAMESPACE_USER(FIELD_SUBJECT + ConfigCodes.SUBJECT_NS_USER, OPTION_NEEDS_NAMESPACES),
    /** {@code 1 << n} for the n-th namespace of that order that changed since the program began. */
    NAMESPACES_CHANGED(
            FIELD_SUBJECT + ConfigCodes.SUBJECT_NS_CHANGED,
            OPTION_NEEDS_NAMESPACES | OPTION_NEEDS_ORIGIN),

    CAPABILITIES_PERMITTED(
            FIELD_SUBJECT + ConfigCodes.SUBJECT_CAP_PERMITTED, OPTION_NEEDS_CREDENTIALS),
    CAPABILITIES_EFFECTIVE(
            FIELD_SUBJECT + ConfigCodes.SUBJECT_CAP_EFFECTIVE, OPTION_NEEDS_CREDENTIALS),
    CAPABILITIES_INHERITABLE(
            FIELD_SUBJECT + ConfigCodes.SUBJECT_CAP_INHERITABLE, OPTION_NEEDS_CREDENTIALS),
    /** Capabilities that came or went since the program began. */
    CHANGED_PERMITTED(
            FIELD_SUBJECT + ConfigCodes.SUBJECT_CAP_PERMITTED_CHANGED,
            OPTION_NEEDS_CREDENTIALS | OPTION_NEEDS_ORIGIN),
    CHANGED_EFFECTIVE(
            FIELD_SUBJECT + ConfigCodes.SUBJECT_CAP_EFFECTIVE_CHANGED,
            OPTION_NEEDS_CREDENTIALS | OPTION_NEEDS_ORIGIN),
    CHANGED_INHERITABLE(
            FIELD_SUBJECT + ConfigCodes.SUBJECT_CAP_INHERITABLE_CHANGED,
            OPTION_NEEDS_CREDENTIALS | OPTION_NEEDS_ORIGIN),

    UID(FIELD_SUBJECT + ConfigCodes.SUBJECT_UID, OPTION_NEEDS_CREDENTIALS),
    GID(FIELD_SUBJECT + ConfigCodes.SUBJECT_GID, OPTION_NEEDS_CREDENTIALS),
    EUID(FIELD_SUBJECT + ConfigCodes.SUBJECT_EUID, OPTION_NEEDS_CREDENTIALS),
    EGID(FIELD_SUBJECT + ConfigCodes.SUBJECT_EGID, OPTION_NEEDS_CREDENTIALS),
    SUID(FIELD_SUBJECT + ConfigCodes.SUBJECT_SUID, OPTION_NEEDS_CREDENTIALS),
    SGID(FIELD_SUBJECT + ConfigCodes.SUBJECT_SGID, OPTION_NEEDS_CREDENTIALS),
    FSUID(FIELD_SUBJECT + ConfigCodes.SUBJECT_FSUID, OPTION_NEEDS_CREDENTIALS),
    FSGID(FIELD_SUBJECT + ConfigCodes.SUBJECT_FSGID, OPTION_NEEDS_CREDENTIALS),
    /** The login uid; 4294967295 when nobody logged in. */
    AUID(FIELD_SUBJECT + ConfigCodes.SUBJECT_AUID, OPTION_NEEDS_CREDENTIALS),

    /** Id of the cgroup. */
    CGROUP(FIELD_SUBJECT + ConfigCodes.SUBJECT_CGROUP, ConfigCodes.OPTION_NEEDS_CGROUP),

    /** When a call returns: the selector that matched when it began. */
    SELECTOR(FIELD_SUBJECT + ConfigCodes.SUBJECT_SELECTOR);

    private final int code;
    private final int options;

    FilterField(int code) {
        this(code, 0);
    }

    FilterField(int code, int options) {
        this.code = code;
        this.options = options;
    }

    /** {@code enum filter_field}, or what is added to {@code FIELD_SUBJECT}. */
    int code() {
        return code;
    }

    /** {@code enum hook_option}: what must be collected for it. */
    int options() {
        return options;
    }

    /** Whether it is of the process and not of an argument. */
    boolean ofProcess() {
        return code >= ConfigCodes.FIELD_EXE;
    }

    /** Whether it also looks at ancestors. */
    boolean followsForks() {
        return this == ANY_PID || this == ANY_NAMESPACE_PID;
    }

    /**
     * The namespace that a policy calls by this name.
     *
     * @param yamlName such as {@code PidForChildren}
     */
    static FilterField namespace(String yamlName) {
        String name =
                yamlName.equals("Pid")
                        ? "PIDS"
                        : yamlName.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(field -> field.name().equals("NAMESPACE_" + name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("namespace " + yamlName));
    }
}
