package beelab.sensor.compile;

import beelab.sensor.policy.Hook;
import beelab.sensor.policy.NearNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * System calls, by the tracepoints {@code syscalls/sys_enter_*} and {@code sys_exit_*}. They exist
 * where kprobes do not, and their arguments are described by the kernel itself.
 */
final class SyscallPlans {
    /** Registers that carry arguments of system calls. */
    private static final int MAX_ARGUMENTS = 6;

    /** Names in which people look for system calls that the kernel has under another name. */
    private static final Map<String, String> OTHER_NAMES =
            Map.of(
                    "stat", "newstat",
                    "fstat", "newfstat",
                    "lstat", "newlstat",
                    "fstatat", "newfstatat",
                    "uname", "newuname",
                    "sendfile", "sendfile64",
                    "umount2", "umount",
                    "prlimit", "prlimit64",
                    "pread", "pread64",
                    "pwrite", "pwrite64");

    private final Kernel kernel;

    SyscallPlans(Kernel kernel) {
        this.kernel = kernel;
    }

    Blueprint plan(Hook.Function hook, String function) throws Refusal {
        if (function.startsWith("__ia32_")) {
            throw new Refusal(
                    "call",
                    function + ": calls of 32-bit programs have no tracepoints",
                    "name the 64-bit system call");
        }
        String prefix = kernel.syscallPrefix();
        if (function.startsWith("__") && !function.startsWith(prefix)) {
            throw new Refusal(
                    "call",
                    function
                            + " is of another architecture; this kernel's begin with "
                            + prefix
                            + "sys_",
                    "write sys_ without a prefix");
        }
        String name = function.substring(function.indexOf("sys_") + 4);
        if (!kernel.has(KernelFeature.SYSCALL_TRACEPOINT)) {
            throw new Refusal(
                    "call",
                    function
                            + " cannot be hooked: "
                            + kernel.lacks(KernelFeature.SYSCALL_TRACEPOINT),
                    "");
        }
        if (!kernel.hasSyscall(name)) {
            throw unknown(function, name);
        }
        Map<Integer, Provided> arguments = new HashMap<>();
        Optional<List<TracepointFormat.Field>> declared = kernel.syscallArguments(name);
        int count = declared.map(List::size).orElse(-1);
        for (int i = 0; i < (count < 0 ? MAX_ARGUMENTS : count); i++) {
            ArgSource source = new ArgSource.SyscallArg(i);
            int at = i;
            arguments.put(
                    i,
                    declared.map(fields -> declared(source, fields.get(at)))
                            .orElseGet(() -> Provided.user(source, Provided.Form.UNKNOWN)));
        }
        Attachment attachment = Attachment.at(new AttachPoint.SyscallEnter(name), arguments);
        String mechanism = "tracepoint syscalls/sys_enter_" + name;
        String fires = "when the call begins";
        if (hook.returns()) {
            attachment =
                    attachment.returning(
                            List.of(new AttachPoint.SyscallExit(name)),
                            Provided.number(new ArgSource.ReturnValue(), 8, true));
            mechanism += " and sys_exit_" + name;
            fires = "when the call returns; selectors on arguments decide when it begins";
        }
        HookPlan plan =
                new HookPlan(
                        hook.position().section().yamlName(),
                        hook.position().index(),
                        function,
                        mechanism,
                        "the tracepoints of system calls exist on every kernel that traces them, and"
                                + " describe their arguments",
                        fires,
                        "user memory: another thread can change a text between the moment when it is"
                                + " reported and the moment when the kernel uses it",
                        List.of(
                                "calls of 32-bit programs",
                                "the same operation through io_uring, which makes no system call"),
                        List.of(),
                        List.of(
                                "each sys_enter program costs every system call of the machine some 80 ns"),
                        "");
        return new Blueprint(
                prefix + "sys_" + name,
                plan,
                List.of(new Blueprint.Part(mechanism, attachment)),
                count,
                false,
                "the signal is delivered before the call returns to the program, but the call itself"
                        + " is carried out: what it does to files stays done; only Override in an LSM hook"
                        + " prevents it");
    }

    private static Provided declared(ArgSource source, TracepointFormat.Field field) {
        // The record widens every argument to 8 bytes; the type tells the real width.
        int bytes = field.isPointer() ? 8 : widthOf(field.type());
        return Provided.declared(source, field.type(), field.name(), bytes, ArgSpec.Memory.USER);
    }

    private static int widthOf(String type) {
        return switch (type) {
            case "int",
                    "unsigned int",
                    "uid_t",
                    "gid_t",
                    "pid_t",
                    "key_t",
                    "mqd_t",
                    "u32",
                    "__u32",
                    "__s32",
                    "clockid_t",
                    "timer_t",
                    "rwf_t",
                    "key_serial_t",
                    "qid_t" ->
                    4;
            case "umode_t", "unsigned short", "short", "u16", "__u16" -> 2;
            case "char", "unsigned char", "u8", "__u8" -> 1;
            default -> 8;
        };
    }

    private Refusal unknown(String function, String name) {
        String other = OTHER_NAMES.get(name);
        String hint =
                other != null && kernel.hasSyscall(other)
                        ? "this kernel calls it sys_" + other
                        : NearNames.of(name, kernel.syscalls(), 3).stream()
                                .map(near -> "sys_" + near)
                                .reduce((a, b) -> a + " or " + b)
                                .map(near -> "did you mean " + near + "?")
                                .orElse(
                                        "see /sys/kernel/tracing/events/syscalls for what there is");
        return new Refusal("call", "this kernel has no system call " + function, hint);
    }
}
