package beelab.sensor.compile;

import beelab.sensor.compile.CompiledProgram.Sites;
import beelab.sensor.policy.Hook;
import beelab.sensor.policy.NearNames;
import beelab.sensor.policy.Rules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * System calls. The kernel's own function of the call, by fentry or for lists by kprobe.multi,
 * costs other calls nothing. The tracepoints {@code syscalls/sys_enter_*} exist where functions
 * cannot be hooked; a program there costs every call of the machine a little, so for long lists one
 * program at the raw tracepoint {@code sys_enter} does it all. That one also sees 32-bit programs.
 */
final class SyscallPlans {
    /** Registers that carry arguments of system calls. */
    private static final int MAX_ARGUMENTS = 6;

    /** From so many on, one program at all system calls is cheaper than one at each. */
    static final int MANY = 24;

    private static final String IA32 = "__ia32_";

    /** Where 32-bit programs enter a kernel that runs them. */
    private static final String IA32_ENTRY = "do_fast_syscall_32";

    private static final String COSTS =
            "each program at sys_enter costs every system call of the machine some 80 ns";

    private final Kernel kernel;
    private final FunctionPlans functions;

    SyscallPlans(Kernel kernel, FunctionPlans functions) {
        this.kernel = kernel;
        this.functions = functions;
    }

    /** The name without {@code sys_} and what stands before it. */
    static String bareName(String function) {
        return function.substring(function.indexOf("sys_") + 4);
    }

    /** The kernel's function of a call, such as {@code __x64_sys_symlinkat}. */
    String symbol(String name) {
        return kernel.syscallPrefix() + "sys_" + name;
    }

    /** The kernel's function of a system call that a policy names; other names as they are. */
    String kernelFunction(String function) throws Refusal {
        if (!Rules.isSyscallName(function) || function.startsWith(IA32)) {
            return function;
        }
        check(function, bareName(function));
        return symbol(bareName(function));
    }

    /** Where a program sees the call begin. */
    AttachPoint entry(String function) throws Refusal {
        String name = bareName(function);
        if (function.startsWith(IA32)) {
            if (SyscallNumbers.ofIa32(kernel, name).isEmpty()) {
                throw new Refusal(
                        "call", "32-bit programs have no system call " + name + " here", "");
            }
            return new AttachPoint.RawTracepoint("sys_enter");
        }
        check(function, name);
        return functions.traceable(symbol(name)) && kernel.has(KernelFeature.FENTRY)
                ? new AttachPoint.Fentry(symbol(name))
                : new AttachPoint.SyscallEnter(name);
    }

    Blueprint plan(Hook.Function hook, String function, PlanContext context) throws Refusal {
        String name = bareName(function);
        if (function.startsWith(IA32)) {
            return ia32(hook, function, name);
        }
        check(function, name);
        String symbol = symbol(name);
        boolean traceable = functions.traceable(symbol);
        // The registers of the program are there at the tracepoint, and in no function of the
        // kernel.
        if (FunctionPlans.needsRegisters(hook) && kernel.has(KernelFeature.SYSCALL_TRACEPOINT)) {
            return tracepoint(hook, function, name);
        }
        if (traceable && !context.listed() && kernel.has(KernelFeature.FENTRY)) {
            return trampoline(hook, function, name);
        }
        if (traceable && context.listed() && kernel.has(KernelFeature.KPROBE_MULTI)) {
            return kprobe(hook, function, name);
        }
        if (context.members() >= MANY && kernel.has(KernelFeature.RAW_TRACEPOINT)) {
            OptionalInt number = SyscallNumbers.of(kernel, name);
            if (number.isPresent()) {
                return raw(hook, function, name, number.getAsInt());
            }
        }
        if (kernel.has(KernelFeature.SYSCALL_TRACEPOINT)) {
            return tracepoint(hook, function, name);
        }
        if (traceable && kernel.has(KernelFeature.KPROBE)) {
            return kprobe(hook, function, name);
        }
        throw new Refusal(
                "call",
                function
                        + " cannot be hooked: "
                        + kernel.lacks(KernelFeature.SYSCALL_TRACEPOINT)
                        + ", and "
                        + kernel.lacks(KernelFeature.FENTRY),
                "");
    }

    /** Whether the name is one of this kernel's system calls. */
    void check(String function, String name) throws Refusal {
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
        if (!kernel.hasSyscall(name) && !functions.traceable(symbol(name))) {
            throw unknown(function, name);
        }
    }

    private Blueprint trampoline(Hook.Function hook, String function, String name) {
        String symbol = symbol(name);
        Attachment attachment =
                Attachment.at(
                        new AttachPoint.Fentry(symbol),
                        arguments(name, i -> new ArgSource.SyscallRegister(i, false)));
        String mechanism = "fentry " + symbol;
        if (hook.returns()) {
            attachment = attachment.returning(List.of(new AttachPoint.Fexit(symbol)), returned());
            mechanism += " and fexit";
        }
        return blueprint(
                hook, function, name, new Blueprint.Part(mechanism, attachment), List.of());
    }

    private Blueprint kprobe(Hook.Function hook, String function, String name) {
        String symbol = symbol(name);
        Attachment attachment =
                Attachment.at(
                        new AttachPoint.Kprobe(symbol),
                        arguments(name, i -> new ArgSource.SyscallRegister(i, false)));
        String mechanism = "kprobe " + symbol;
        if (hook.returns()) {
            attachment =
                    attachment.returning(List.of(new AttachPoint.Kretprobe(symbol)), returned());
            mechanism += " and kretprobe";
        }
        return blueprint(
                hook, function, name, new Blueprint.Part(mechanism, attachment), List.of());
    }

    private Blueprint tracepoint(Hook.Function hook, String function, String name) {
        Attachment attachment =
                Attachment.at(
                        new AttachPoint.SyscallEnter(name),
                        arguments(name, ArgSource.SyscallArg::new));
        String mechanism = "tracepoint syscalls/sys_enter_" + name;
        if (hook.returns()) {
            attachment =
                    attachment.returning(List.of(new AttachPoint.SyscallExit(name)), returned());
            mechanism += " and sys_exit_" + name;
        }
        return blueprint(
                hook, function, name, new Blueprint.Part(mechanism, attachment), List.of(COSTS));
    }

    private Blueprint raw(Hook.Function hook, String function, String name, int number) {
        return blueprint(
                hook,
                function,
                name,
                atAllCalls(hook, name, number, false),
                List.of("one program looks at every system call of the machine: " + COSTS));
    }

    private Blueprint.Part atAllCalls(Hook.Function hook, String name, int number, boolean ia32) {
        int key = number + (ia32 ? ConfigCodes.SYSCALL_NUMBERS : 0);
        Attachment attachment =
                Attachment.at(
                                new AttachPoint.RawTracepoint("sys_enter"),
                                arguments(name, i -> new ArgSource.SyscallRegister(i, ia32)))
                        .serving(new Sites.BySyscall(Map.of(key, 0)));
        String mechanism =
                "raw tracepoint sys_enter (" + (ia32 ? "32-bit " : "") + name + ", " + number + ")";
        if (hook.returns()) {
            // TP_PROTO(struct pt_regs *regs, long ret)
            attachment =
                    attachment.returning(
                            List.of(new AttachPoint.RawTracepoint("sys_exit")),
                            Provided.number(new ArgSource.RawArg(1), 8, true));
            mechanism += " and sys_exit";
        }
        return new Blueprint.Part(mechanism, attachment);
    }

    /** Calls of 32-bit programs: only the raw tracepoints see them. */
    private Blueprint ia32(Hook.Function hook, String function, String name) throws Refusal {
        OptionalInt number = SyscallNumbers.ofIa32(kernel, name);
        if (kernel.knowsTypes() && !functions.exists(IA32_ENTRY)) {
            throw new Refusal(
                    "call",
                    "this kernel ("
                            + kernel.features().release()
                            + ") runs no 32-bit programs (CONFIG_IA32_EMULATION)",
                    "name the 64-bit system call");
        }
        if (number.isEmpty()) {
            throw new Refusal(
                    "call",
                    "32-bit programs have no system call " + name + " on this architecture",
                    "name the 64-bit system call");
        }
        if (!kernel.has(KernelFeature.RAW_TRACEPOINT)) {
            throw new Refusal(
                    "call",
                    function + " cannot be hooked: " + kernel.lacks(KernelFeature.RAW_TRACEPOINT),
                    "");
        }
        HookPlan plan =
                plan(
                        hook,
                        function,
                        "tracepoints of single system calls do not see 32-bit programs",
                        List.of("calls of 64-bit programs, which are " + symbol(name)),
                        List.of("one program looks at every system call of the machine: " + COSTS));
        Blueprint.Part part = atAllCalls(hook, name, number.getAsInt(), true);
        return new Blueprint(
                IA32 + "sys_" + name,
                plan,
                List.of(part),
                kernel.syscallArguments(name).map(List::size).orElse(-1),
                false,
                ENFORCEMENT);
    }

    private static Provided returned() {
        return Provided.number(new ArgSource.ReturnValue(), 8, true);
    }

    /** What the call takes, by the format of its tracepoint; anything when that is not there. */
    Map<Integer, Provided> arguments(String name, IntFunction<ArgSource> sources) {
        Map<Integer, Provided> arguments = new HashMap<>();
        Optional<List<TracepointFormat.Field>> declared = kernel.syscallArguments(name);
        int count = declared.map(List::size).orElse(MAX_ARGUMENTS);
        for (int i = 0; i < count; i++) {
            ArgSource source = sources.apply(i);
            int at = i;
            arguments.put(
                    i,
                    declared.map(fields -> declared(source, fields.get(at)))
                            .orElseGet(() -> Provided.user(source, Provided.Form.UNKNOWN)));
        }
        return arguments;
    }

    private Blueprint blueprint(
            Hook.Function hook,
            String function,
            String name,
            Blueprint.Part part,
            List<String> notes) {
        HookPlan plan =
                plan(
                        hook,
                        function,
                        "the cheapest way to see the system call on this kernel",
                        List.of(
                                "calls of 32-bit programs, which are __ia32_sys_" + name,
                                "the same operation through io_uring, which makes no system call"),
                        notes);
        return new Blueprint(
                symbol(name),
                plan,
                List.of(part),
                kernel.syscallArguments(name).map(List::size).orElse(-1),
                false,
                ENFORCEMENT);
    }

    private static final String ENFORCEMENT =
            "the signal is delivered before the call returns to the program, but the call itself is"
                    + " carried out: what it does to files stays done; only Override prevents it";

    private static HookPlan plan(
            Hook.Function hook,
            String function,
            String why,
            List<String> misses,
            List<String> notes) {
        return new HookPlan(
                hook.position().section().yamlName(),
                hook.position().index(),
                function,
                "",
                why,
                hook.returns()
                        ? "when the call returns; selectors on arguments decide when it begins"
                        : "when the call begins",
                "user memory: another thread can change a text between the moment when it is reported"
                        + " and the moment when the kernel uses it",
                misses,
                List.of(),
                notes,
                "");
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
        String other = SyscallNumbers.FUNCTION_OF_NUMBER.get(name);
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
