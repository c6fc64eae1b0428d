package beelab.sensor.policy;

import static beelab.sensor.policy.Schema.choice;
import static beelab.sensor.policy.Schema.list;
import static beelab.sensor.policy.Schema.struct;
import static beelab.sensor.policy.Schema.text;

import beelab.sensor.policy.Schema.Choice;
import beelab.sensor.policy.Schema.Flag;
import beelab.sensor.policy.Schema.Struct;
import beelab.sensor.policy.Schema.Whole;

/** The policy language as data: selectors and actions. */
final class SelectorSchema {
    /** Filters of one kind in one selector; all filters of a hook are bounded by the compiler. */
    private static final int MAX_FILTERS = 128;

    private static final int MANY = 4096;
    private static final Schema VALUES = list(text(0, 8192), 0, MANY);
    private static final Choice SET_OPERATOR = new Choice(Operator.setOperators());

    private static final Struct ARGUMENT_FILTER =
            struct().optional(
                            "index",
                            new Whole(0, 63),
                            0L,
                            "number of the function's argument, which args must list")
                    .optional(
                            "args",
                            list(new Whole(0, 15), 0, 2),
                            "positions in args, for operators of two operands")
                    .required(
                            "operator", new Choice(Operator.argumentOperators()), "how to compare")
                    .optional("values", VALUES, "what to compare with; one must fit")
                    .build();

    private static final Struct PID_FILTER =
            struct().required("operator", SET_OPERATOR, "In or NotIn")
                    .required("values", list(SharedSchema.UINT32, 1, MANY), "process ids")
                    .optional(
                            "isNamespacePID",
                            new Flag(),
                            false,
                            "ids are those of the process's own pid namespace")
                    .optional("followForks", new Flag(), false, "match descendants too")
                    .build();

    private static final Struct BINARY_FILTER =
            struct().required("operator", new Choice(Operator.binaryOperators()), "how to compare")
                    .required("values", list(text(1, 4096), 1, MANY), "paths of executables")
                    .optional("followChildren", new Flag(), false, "match child processes too")
                    .optional(
                            "matchScript",
                            new Flag(),
                            false,
                            "compare the path of the script instead of its interpreter's")
                    .build();

    private static final Struct NAMESPACE_FILTER =
            struct().required(
                            "namespace", new Choice(SelectorNames.NAMESPACES), "kind of namespace")
                    .required("operator", SET_OPERATOR, "In or NotIn")
                    .required("values", list(text(1, 64), 1, MANY), "inode numbers, or host_ns")
                    .build();

    private static final Struct NAMESPACE_CHANGE =
            struct().required("operator", SET_OPERATOR, "In or NotIn")
                    .required(
                            "values",
                            list(new Choice(SelectorNames.NAMESPACES), 1, 10),
                            "kinds of namespace")
                    .build();

    private static final Struct CAPABILITY_FILTER =
            struct().optional(
                            "type",
                            choice("Effective", "Inheritable", "Permitted"),
                            "Effective",
                            "which set of capabilities")
                    .required("operator", SET_OPERATOR, "In or NotIn")
                    .optional(
                            "isNamespaceCapability",
                            new Flag(),
                            false,
                            "judge in the process's own user namespace")
                    .required("values", list(text(1, 64), 1, 64), "names such as CAP_SYS_ADMIN")
                    .build();

    private static final Schema IDS =
            list(
                    struct().required(
                                    "operator",
                                    new Choice(Operator.credentialOperators()),
                                    "how to compare")
                            .required(
                                    "values",
                                    list(text(1, 64), 1, MANY),
                                    "ids, or ranges min:max; one must fit")
                            .build(),
                    0,
                    16);

    private static final Struct CREDENTIALS =
            struct().optional("uid", IDS, "real user id")
                    .optional("gid", IDS, "real group id")
                    .optional("euid", IDS, "effective user id")
                    .optional("egid", IDS, "effective group id")
                    .optional("suid", IDS, "saved user id")
                    .optional("sgid", IDS, "saved group id")
                    .optional("fsuid", IDS, "user id for file access")
                    .optional("fsgid", IDS, "group id for file access")
                    .optional("auid", IDS, "login user id, 4294967295 when nobody logged in")
                    .build();

    private static final Struct WORKLOADS =
            struct().optional("podSelector", SharedSchema.LABEL_SELECTOR, "labels of pods")
                    .optional("containerSelector", SharedSchema.LABEL_SELECTOR, "containers")
                    .optional("hostSelector", SharedSchema.LABEL_SELECTOR, "the host")
                    .build();

    private static final Struct ACTION =
            struct().required("action", new Choice(Action.Kind.yamlNames()), "what to do")
                    .optional(
                            "argError",
                            new Whole(Integer.MIN_VALUE, Integer.MAX_VALUE),
                            0L,
                            "value that Override returns, 0 or a negative errno")
                    .optional("argSig", SharedSchema.UINT32, 0L, "signal number for Signal")
                    .optional("argSock", SharedSchema.UINT32, 0L, "argument that is the socket")
                    .optional("argUrl", text(0, 2048), "address for GetUrl")
                    .optional("argFqdn", text(0, 253), "name for DnsLookup")
                    .optional("argIndex", SharedSchema.UINT32, 0L, "argument that Set writes")
                    .optional("argValue", SharedSchema.UINT32, 0L, "value that Set writes")
                    .optional("argRegs", list(text(1, 64), 0, 32), "registers that Override sets")
                    .optional("argNewSymbol", text(0, 256), "function to go on with")
                    .optional("argNewAddr", new Whole(0, Long.MAX_VALUE), 0L, "address to go to")
                    .optional("argNewOffset", new Whole(0, Long.MAX_VALUE), 0L, "offset to go to")
                    .optional("rateLimit", text(0, 32), "at most one event in this time: 5s, 1m")
                    .optional(
                            "rateLimitScope",
                            choice("thread", "process", "global"),
                            "what the rate limit counts by")
                    .optional("kernelStackTrace", new Flag(), false, "report the kernel's stack")
                    .optional("userStackTrace", new Flag(), false, "report the program's stack")
                    .optional("imaHash", new Flag(), false, "report the hash that IMA computed")
                    .build();

    private static final Schema FILTERS = list(ARGUMENT_FILTER, 0, MAX_FILTERS);
    private static final Schema ACTIONS = list(ACTION, 0, 64);

    static final Struct SELECTOR =
            struct().optional("label", text(0, 256), "name of the selector in statistics")
                    .optional("matchPIDs", list(PID_FILTER, 0, MAX_FILTERS), "by process id")
                    .optional("matchArgs", FILTERS, "by argument; all filters must hold")
                    .optional("matchData", FILTERS, "by data argument")
                    .optional("matchReturnArgs", FILTERS, "by return value")
                    .optional("matchBinaries", list(BINARY_FILTER, 0, MAX_FILTERS), "by executable")
                    .optional(
                            "matchParentBinaries",
                            list(BINARY_FILTER, 0, MAX_FILTERS),
                            "by its parent's")
                    .optional(
                            "matchNamespaces",
                            list(NAMESPACE_FILTER, 0, MAX_FILTERS),
                            "by namespace")
                    .optional(
                            "matchNamespaceChanges",
                            list(NAMESPACE_CHANGE, 0, MAX_FILTERS),
                            "by change")
                    .optional(
                            "matchCapabilities",
                            list(CAPABILITY_FILTER, 0, MAX_FILTERS),
                            "by capability")
                    .optional(
                            "matchCapabilityChanges",
                            list(CAPABILITY_FILTER, 0, MAX_FILTERS),
                            "by gained or lost capability")
                    .optional("matchCurrentCred", list(CREDENTIALS, 0, 16), "by user and group")
                    .optional("matchWorkloads", list(WORKLOADS, 0, 4), "by workload")
                    .optional("macros", list(text(1, 256), 0, 16), "names of selectorsMacros")
                    .optional("matchActions", ACTIONS, "what to do; none means Post")
                    .optional("matchReturnActions", ACTIONS, "what to do at return")
                    .build();

    private SelectorSchema() {}
}
