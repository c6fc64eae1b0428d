package beelab.sensor.policy;

import static beelab.sensor.policy.Schema.choice;
import static beelab.sensor.policy.Schema.list;
import static beelab.sensor.policy.Schema.struct;
import static beelab.sensor.policy.Schema.text;

import beelab.sensor.policy.Schema.Anything;
import beelab.sensor.policy.Schema.Choice;
import beelab.sensor.policy.Schema.Flag;
import beelab.sensor.policy.Schema.Struct;
import beelab.sensor.policy.Schema.Table;
import beelab.sensor.policy.Schema.Text;
import beelab.sensor.policy.Schema.Whole;

/** The policy language as data: the sections around the selectors. */
public final class PolicySchema {
    /** {@code args} and {@code data} of one hook together: the engine has that many slots. */
    static final int MAX_ARGS = 10;

    static final int MAX_SELECTORS = 128;
    static final int MAX_TAGS = 16;
    static final int MAX_MESSAGE = 256;
    private static final int MANY = 4096;
    private static final Whole ADDRESS = new Whole(0, Long.MAX_VALUE);

    private static final Struct ARGUMENT =
            struct().required(
                            "index",
                            new Whole(0, 63),
                            "number of the argument, from 0; of the format field for a tracepoint")
                    .optional(
                            "type",
                            new Choice(ArgumentType.yamlNames()),
                            "auto",
                            "how the argument is read and reported")
                    .optional(
                            "sizeArgIndex",
                            new Whole(0, 15),
                            0L,
                            "number, from 1, of the argument that holds the length; 0 for none")
                    .optional(
                            "returnCopy",
                            new Flag(),
                            false,
                            "read the argument when the function returns")
                    .optional("maxData", new Flag(), false, "report more than 4096 bytes")
                    .optional("label", text(0, 256), "name that is repeated in the event")
                    .optional("resolve", text(0, 1024), "members to follow, such as mm.owner.comm")
                    .optional(
                            "source",
                            choice("current_task", "pt_regs"),
                            "where a data argument comes from")
                    .optional("btfType", text(0, 256), "type to assume when following resolve")
                    .optional("btfTypeModule", text(0, 64), "kernel module that defines btfType")
                    .build();

    private static final Schema MESSAGE = text(1, MANY);
    private static final Schema ARGUMENTS = list(ARGUMENT, 0, MAX_ARGS);
    private static final Schema SELECTORS = list(SelectorSchema.SELECTOR, 0, MAX_SELECTORS);
    private static final Schema TAGS = list(text(1, 256), 0, MAX_TAGS);

    private static final Struct COMMON =
            struct().optional("message", MESSAGE, "text that is repeated in each event")
                    .optional("args", ARGUMENTS, "arguments to report and to select by")
                    .optional(
                            "selectors",
                            SELECTORS,
                            "tried in order, the first that matches decides; none reports all")
                    .optional("tags", TAGS, "tags that are repeated in each event")
                    .build();

    private static final Struct FUNCTION =
            struct().required(
                            "call",
                            text(1, 256),
                            "kernel function, system call such as sys_openat, or list:NAME")
                    .optional("return", new Flag(), false, "report the return value too")
                    .optional("syscall", new Flag(), true, "whether call is a system call")
                    .with(COMMON)
                    .optional("data", ARGUMENTS, "values that are not arguments of the function")
                    .optional("returnArg", ARGUMENT, "type of the return value")
                    .optional(
                            "returnArgAction",
                            choice("TrackSock", "UntrackSock"),
                            "what to do with a returned socket")
                    .optional(
                            "ignore",
                            struct().optional(
                                            "callNotFound",
                                            new Flag(),
                                            false,
                                            "load the policy even if there is no such function")
                                    .build(),
                            "problems to overlook")
                    .build();

    private static final Struct TRACEPOINT =
            struct().required("subsystem", text(1, 128), "group of the tracepoint, such as sched")
                    .required("event", text(1, 128), "name of the tracepoint in its group")
                    .optional("raw", new Flag(), false, "take the raw arguments of the tracepoint")
                    .with(COMMON)
                    .build();

    private static final Struct LSM_HOOK =
            struct().required("hook", text(1, 128), "hook without prefix, such as file_open")
                    .with(COMMON)
                    .build();

    private static final Struct UPROBE =
            struct().required("path", text(1, 4096), "program or library")
                    .optional("btfPath", text(0, 4096), "file with type information")
                    .optional(
                            "symbols",
                            list(text(1, 512), 0, MANY),
                            "functions by name, or NAME+OFFSET")
                    .optional("offsets", list(ADDRESS, 0, MANY), "functions by offset in the file")
                    .optional("addrs", list(ADDRESS, 0, MANY), "functions by virtual address")
                    .optional(
                            "refCtrOffsets",
                            list(ADDRESS, 0, MANY),
                            "offsets of reference counters")
                    .optional("return", new Flag(), false, "report the return value too")
                    .with(COMMON)
                    .optional("data", ARGUMENTS, "values that are not arguments of the function")
                    .optional("returnArg", ARGUMENT, "type of the return value")
                    .optional(
                            "binaryDigests",
                            list(text(1, 256), 0, 64),
                            "digests of which the file must have one")
                    .optional(
                            "ignore",
                            struct().optional(
                                            "digestVerificationFailure",
                                            new Flag(),
                                            false,
                                            "load the policy without this hook if no digest fits")
                                    .build(),
                            "problems to overlook")
                    .build();

    private static final Struct USDT =
            struct().required("path", text(1, 4096), "program or library")
                    .optional("btfPath", text(0, 4096), "file with type information")
                    .required("provider", text(1, 256), "provider of the probe")
                    .required("name", text(1, 256), "name of the probe")
                    .with(COMMON)
                    .build();

    private static final Struct SYMBOL_LIST =
            struct().required("name", text(1, 256), "name for use as list:NAME")
                    .optional(
                            "type",
                            choice("syscalls", "generated_syscalls", "generated_ftrace"),
                            "what the values are, or how they are found")
                    .optional("values", list(text(1, 256), 0, MANY), "functions of the list")
                    .optional("pattern", text(0, 1024), "functions that generated_ftrace picks")
                    .optional("validated", new Flag(), false, "the values need no check")
                    .build();

    /** The {@code spec} of both kinds. */
    public static final Struct SPEC =
            struct().optional("kprobes", list(FUNCTION, 0, MANY), "kernel functions")
                    .optional("fentries", list(FUNCTION, 0, MANY), "functions, by trampolines")
                    .optional("tracepoints", list(TRACEPOINT, 0, MANY), "kernel tracepoints")
                    .optional("lsmhooks", list(LSM_HOOK, 0, MANY), "hooks of security modules")
                    .optional("uprobes", list(UPROBE, 0, MANY), "functions of programs")
                    .optional("usdts", list(USDT, 0, MANY), "static probes of programs")
                    .optional("loader", new Flag(), false, "report executables as they are loaded")
                    .optional(
                            "podSelector",
                            SharedSchema.LABEL_SELECTOR,
                            "labels of the pods it is for")
                    .optional(
                            "containerSelector",
                            SharedSchema.LABEL_SELECTOR,
                            "containers it is for, by the keys name and repo")
                    .optional(
                            "hostSelector",
                            SharedSchema.LABEL_SELECTOR,
                            "empty to include processes that are in no pod")
                    .optional(
                            "nodeSelector",
                            SharedSchema.LABEL_SELECTOR,
                            "labels of the nodes it is for")
                    .optional("lists", list(SYMBOL_LIST, 0, 64), "named lists of functions")
                    .optional(
                            "enforcers",
                            list(
                                    struct().required(
                                                    "calls",
                                                    list(text(1, 256), 1, MANY),
                                                    "functions that NotifyEnforcer may stop")
                                            .build(),
                                    0,
                                    MANY),
                            "functions that other hooks may stop")
                    .optional(
                            "options",
                            list(
                                    struct().required("name", text(1, 128), "name of the setting")
                                            .optional("value", text(0, 256), "", "its value")
                                            .build(),
                                    0,
                                    64),
                            "settings of this policy")
                    .optional(
                            "selectorsMacros",
                            new Table(SelectorSchema.SELECTOR),
                            "parts of selectors for use by name")
                    .build();

    private static final Struct METADATA = metadata();

    /** The whole document. */
    static final Struct DOCUMENT =
            struct().required("apiVersion", choice("cilium.io/v1alpha1"), "version of the language")
                    .required("kind", choice("TracingPolicy", "TracingPolicyNamespaced"), "kind")
                    .required("metadata", METADATA, "name and labels of the policy")
                    .required("spec", SPEC, "what to observe and what to do")
                    .optional("status", new Anything(), "written by the agents")
                    .build();

    private PolicySchema() {}

    private static Struct metadata() {
        Schema.Fields fields =
                struct().required("name", new Text(1, 253, null), "name of the policy")
                        .optional("namespace", text(0, 63), "namespace of the policy")
                        .optional("labels", new Table(text(0, 63)), "labels of the policy")
                        .optional(
                                "annotations", new Table(text(0, 262_144)), "notes on the policy");
        for (String written :
                new String[] {
                    "uid",
                    "resourceVersion",
                    "generation",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "managedFields",
                    "ownerReferences",
                    "finalizers",
                    "selfLink",
                    "generateName"
                }) {
            fields.optional(written, new Anything(), "written by the API server");
        }
        return fields.build();
    }
}
